import { capture } from '../../../src/jobs/procedures/capture/capture.ts';
import { proceduresOf } from '../../../src/jobs/procedures/procedure.ts';
import { run, sayWhy } from '../../../src/run.ts';
import { notesWithRest } from './notes.ts';
import { rest } from './procedure.ts';

run({ procedures: proceduresOf([capture, rest]), notes: notesWithRest }).catch(sayWhy);
