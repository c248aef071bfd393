#!/bin/bash -e
# pi-gen, inside of the image. Nothing is started here; the services start with the kiosk itself.
cd /usr/local/src/knee-kiosk
scripts/install-pi
scripts/install-pi | tail -1 | grep -qx 'Nothing was changed: all is as it should be.'
# Every card is a kiosk of its own: its key and its name for the network are made at its first start.
rm -rf /var/lib/knee-kiosk/keys/* /var/cache/apt/archives/*.deb
