import { capture } from './capture/capture.ts';
import { proceduresOf } from './procedure.ts';

/** All that this installation can do. A record that names no procedure is of the first. */
export const procedures = proceduresOf([capture]);
