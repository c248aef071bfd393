/* Nearest depth of a triangle mesh: points in the optical frame (metres) to a depth picture. */
#include <math.h>

static inline float edge(float ax, float ay, float bx, float by, float px, float py) {
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/* xyz: n_vertices*3; faces: n_faces*3; depth: height*width, holds the farthest allowed at entry;
 * label: height*width or NULL; value: label written where this mesh is nearest. */
void zbuffer(const float *xyz, const int *faces, int n_faces, float fx, float fy, float cx,
             float cy, int width, int height, float *depth, unsigned char *label,
             unsigned char value) {
    for (int f = 0; f < n_faces; f++) {
        float u[3], v[3], w[3];
        int behind = 0;
        for (int k = 0; k < 3; k++) {
            const float *p = xyz + 3 * faces[3 * f + k];
            if (p[2] < 0.1f) { behind = 1; break; }
            w[k] = 1.0f / p[2];
            u[k] = p[0] * w[k] * fx + cx;
            v[k] = p[1] * w[k] * fy + cy;
        }
        if (behind) continue;
        float area = edge(u[0], v[0], u[1], v[1], u[2], v[2]);
        if (fabsf(area) < 1e-9f) continue;
        int x0 = (int)ceilf(fminf(u[0], fminf(u[1], u[2])));
        int x1 = (int)floorf(fmaxf(u[0], fmaxf(u[1], u[2])));
        int y0 = (int)ceilf(fminf(v[0], fminf(v[1], v[2])));
        int y1 = (int)floorf(fmaxf(v[0], fmaxf(v[1], v[2])));
        if (x0 < 0) x0 = 0;
        if (y0 < 0) y0 = 0;
        if (x1 >= width) x1 = width - 1;
        if (y1 >= height) y1 = height - 1;
        float inv = 1.0f / area;
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                float a = edge(u[1], v[1], u[2], v[2], x, y) * inv;
                float b = edge(u[2], v[2], u[0], v[0], x, y) * inv;
                float c = 1.0f - a - b;
                if (a < 0 || b < 0 || c < 0) continue;
                float z = 1.0f / (a * w[0] + b * w[1] + c * w[2]);
                float *d = depth + (long)y * width + x;
                if (z < *d) {
                    *d = z;
                    if (label) label[(long)y * width + x] = value;
                }
            }
        }
    }
}
