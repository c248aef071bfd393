"""The network: an encoder with a feature pyramid for the body, a small finer one for the feet.

About 0.9 M parameters and 150 million multiply-adds. Heat maps are read by soft-argmax; depth and
the two log-sigmas are maps weighted by the same heat. May import torch.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kiosk.core.posenet import BODY, CHANNELS, FEET, FEET_JOINTS, JOINTS

LOG_SIGMA_RANGE = (-6.5, 0.0)


def conv(cin: int, cout: int, stride: int = 1, kernel: int = 3) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(cout),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two 3x3 convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to the same."""
        return F.relu(x + self.second(self.first(x)))


def separable(cin: int, cout: int) -> nn.Sequential:
    """A depthwise 3x3 and a pointwise convolution: a quarter of a full one's time here."""
    return nn.Sequential(
        nn.Conv2d(cin, cin, 3, 1, 1, groups=cin, bias=False),
        nn.BatchNorm2d(cin),
        nn.ReLU(inplace=True),
        conv(cin, cout, kernel=1),
    )


class Read(nn.Module):
    """Maps to joints, (N, joints, 5) in patch pixels, metres, log metres.

    The heat comes from a fine map, depth and log-sigmas from one of half its resolution.
    """

    def __init__(self, fine: int, coarse: int, joints: int, rows: int, columns: int) -> None:
        super().__init__()
        self.joints, self.shape = joints, (rows, columns)
        self.heat = nn.Conv2d(fine, joints, 1)
        self.rest = nn.Conv2d(coarse, joints * 3, 1)
        v, u = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        grid = torch.stack([u.reshape(-1), v.reshape(-1)], dim=1).float() * 4 + 1.5
        self.register_buffer("grid", grid, persistent=False)

    def forward(self, fine: Tensor, coarse: Tensor) -> tuple[Tensor, Tensor]:
        """Joints (N, J, 5) and the heat maps' logits (N, J, h*w)."""
        logits = self.heat(fine).float().reshape(fine.shape[0], self.joints, -1)
        heat = torch.softmax(logits, dim=-1)
        uv = heat @ self.grid
        shaped = heat.reshape(-1, self.joints, *self.shape)
        pooled = (F.avg_pool2d(shaped, 2) * 4.0).reshape(-1, self.joints, 1, heat.shape[-1] // 4)
        rest = self.rest(coarse).float().reshape(-1, self.joints, 3, heat.shape[-1] // 4)
        values = (rest * pooled).sum(-1)
        spread = (values[..., 1:] - 3.5).clamp(*LOG_SIGMA_RANGE)
        return torch.cat([uv, values[..., :1], spread], dim=-1), logits


class PoseNet(nn.Module):
    """Both branches; forward gives ((body, feet), (body logits, feet logits))."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(conv(CHANNELS, 16, 2), conv(16, 32, 2), Residual(32))
        self.down1 = nn.Sequential(conv(32, 64, 2), Residual(64))
        self.down2 = nn.Sequential(conv(64, 96, 2), Residual(96))
        self.down3 = nn.Sequential(conv(96, 128, 2), Residual(128))
        self.lateral = nn.ModuleList(nn.Conv2d(c, 48, 1) for c in (32, 64, 96, 128))
        self.smooth = separable(48, 64)
        self.read = Read(64, 48, len(JOINTS), BODY.rows // 4, BODY.columns // 4)
        self.feet_stem = nn.Sequential(conv(CHANNELS, 16, 2), conv(16, 32, 2), Residual(32))
        self.feet_down = nn.Sequential(conv(32, 64, 2), Residual(64))
        self.context = nn.Linear(128, 64)
        self.feet_lateral = nn.ModuleList(nn.Conv2d(c, 48, 1) for c in (32, 64))
        self.feet_smooth = separable(48, 48)
        self.feet_read = Read(48, 64, len(FEET_JOINTS), FEET.rows // 4, FEET.columns // 4)

    def forward(self, body: Tensor, feet: Tensor) -> tuple[tuple[Tensor, Tensor], ...]:
        """body (N, C, 192, 128), feet (N, C, 64, 128)."""
        c1 = self.stem(body)
        c2 = self.down1(c1)
        c3 = self.down2(c2)
        c4 = self.down3(c3)
        p = self.lateral[3](c4)
        p = self.lateral[2](c3) + F.interpolate(p, scale_factor=2.0, mode="nearest")
        coarse = F.relu(self.lateral[1](c2) + F.interpolate(p, scale_factor=2.0, mode="nearest"))
        fine = self.lateral[0](c1) + F.interpolate(coarse, scale_factor=2.0, mode="nearest")
        joints, logits = self.read(self.smooth(fine), coarse)
        f1 = self.feet_stem(feet)
        context = self.context(c4.mean(dim=(2, 3)))[:, :, None, None]
        f2 = self.feet_down(f1) + context
        q = F.interpolate(self.feet_lateral[1](f2), scale_factor=2.0, mode="nearest")
        q = q + self.feet_lateral[0](f1)
        feet_joints, feet_logits = self.feet_read(self.feet_smooth(q), F.relu(f2))
        return (joints, feet_joints), (logits, feet_logits)
