#!/bin/sh
# Every static check, in the order of how quickly each one answers.
set -eu
biome check --error-on-warnings
shellcheck scripts/*.sh .ci/run src/azure/guest/*.sh test/support/*.sh
node scripts/complete-lock.ts --check
tsc --noEmit
knip
