#!/usr/bin/env bats
# library

load ../lib/e2e
load ../lib/e2e_world
