#!/usr/bin/env bats
# interface

load ../lib/e2e
load ../lib/e2e_world
