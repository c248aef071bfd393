#!/bin/bash -e
# pi-gen, outside of the image: the checkout goes where install-pi is run from now and later.
rm -rf "${ROOTFS_DIR}/usr/local/src/knee-kiosk"
mkdir -p "${ROOTFS_DIR}/usr/local/src"
cp -a files/knee-kiosk "${ROOTFS_DIR}/usr/local/src/"
