#!/usr/bin/env bats
# secrets

load ../lib/e2e
load ../lib/e2e_world
