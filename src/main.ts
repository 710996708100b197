import { run, sayWhy } from './run.ts';

run().catch(sayWhy);
