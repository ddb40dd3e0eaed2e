#!/bin/sh
# What must hold after every merge: no conflict marker left, and nothing marked as broken.
! grep -rnE '^(<<<<<<<|>>>>>>>)|BROKEN' server web tools
