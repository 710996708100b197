#!/bin/sh
# Starts the bot, the worker, or both in one process: start.sh [bot | worker | all]. Each reads .env, and a file of its own, which wins.
set -eu
case ${1:-all} in
  bot) set -- --env-file-if-exists=.env.bot src/main.ts "$@" ;;
  worker) set -- --env-file-if-exists=.env.worker src/main.ts "$@" ;;
  *) set -- --env-file-if-exists=.env.bot --env-file-if-exists=.env.worker src/main.ts "$@" ;;
esac
exec node --max-semi-space-size=16 --max-old-space-size=1024 --env-file-if-exists=.env "$@"
