import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../sandbox/redis.ts';
import { freePort } from '../sandbox/ports.ts';
