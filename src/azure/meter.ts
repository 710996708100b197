import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { meters } from '../metrics.ts';

/** Counts what goes over the wire. */
const meterPolicy: PipelinePolicy = {
  name: 'captureImageMeter',
  async sendRequest(request, next) {
    const { method, url } = request;
    const count = (status: string) => meters.azureCalls.inc({ method, resource: resourceOf(url), status });
    try {
      const response = await next(request);
      count(String(response.status));
      return response;
    } catch (error) {
      count('no-answer');
      throw error;
    }
  },
};

/** Counts each request that a pipeline sends: nothing is nearer to the wire. */
export function meter(pipeline: { addPolicy(policy: PipelinePolicy, options: { afterPhase: 'Sign' }): void }): void {
  pipeline.addPolicy(meterPolicy, { afterPhase: 'Sign' });
}

/** The type of what a URL is about, such as `microsoft.compute/virtualmachines/instanceview`: every name and id is left out. */
export function resourceOf(url: string): string {
  const segments = new URL(url).pathname.toLowerCase().split('/').filter(Boolean);
  if (segments[0] === 'v1.0') return typed('graph', segments.slice(1));
  const at = segments.lastIndexOf('providers');
  if (at < 0) return typed(null, segments);
  const [namespace = '', ...rest] = segments.slice(at + 1);
  return /^microsoft\.[a-z]+$/.test(namespace) ? typed(namespace, rest) : 'other';
}

/** Types and names take turns in a path, beginning with a type. */
function typed(root: string | null, segments: readonly string[]): string {
  const types = segments.filter((_, index) => index % 2 === 0);
  if (!types.every(type => /^[a-z]+$/.test(type))) return 'other';
  return [...(root ? [root] : []), ...types].join('/') || 'other';
}
