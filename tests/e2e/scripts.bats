#!/usr/bin/env bats
# scripts

load ../lib/e2e
load ../lib/e2e_world
