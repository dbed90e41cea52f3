#!/usr/bin/env bats
# signals

load ../lib/e2e
load ../lib/e2e_world
