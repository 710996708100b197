import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const registry = new Registry();
const registers = [registry];

/**
 * What this process counts, for Prometheus. Like the log it is one for the whole process, and every floor may use it. A label is
 * a word from a list of ours or of the protocol's: never a name, an id, an address or anything that somebody typed.
 */
export const meters = {
  ticks: new Counter({
    name: 'capture_image_ticks_total',
    help: 'Ticks of captures, by whether they could be saved',
    labelNames: ['outcome'],
    registers,
  }),
  late: new Histogram({
    name: 'capture_image_tick_late_seconds',
    help: 'How long after its time a tick of a capture began',
    buckets: [0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  }),
  rearmed: new Counter({
    name: 'capture_image_rearmed_total',
    help: 'Overdue captures whose alarm the reconciler set again',
    registers,
  }),
  locksReleased: new Counter({
    name: 'capture_image_locks_released_total',
    help: 'Locks and places in line that the reconciler took from captures that are over or missing',
    registers,
  }),
  archived: new Counter({
    name: 'capture_image_archived_total',
    help: 'Captures and entries of the audit that this process moved to the archive',
    labelNames: ['what'],
    registers,
  }),
  stumbles: new Counter({
    name: 'capture_image_stumbles_total',
    help: 'Failures that may pass, by the step in hand',
    labelNames: ['step'],
    registers,
  }),
  brokenGlass: new Counter({
    name: 'capture_image_break_glass_total',
    help: 'Captures that went on without the approvals that their policy asks for',
    registers,
  }),
  steps: new Histogram({
    name: 'capture_image_step_seconds',
    help: 'How long steps took from their start, by step and outcome',
    labelNames: ['step', 'outcome'],
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 3_600, 10_800, 21_600],
    registers,
  }),
  azureCalls: new Counter({
    name: 'capture_image_azure_calls_total',
    help: 'Requests to Resource Manager and Graph, by method, type of resource and status',
    labelNames: ['method', 'resource', 'status'],
    registers,
  }),
  chatCalls: new Counter({
    name: 'capture_image_chat_calls_total',
    help: 'Requests to the chats, by outcome; "unsure" may have arrived',
    labelNames: ['platform', 'outcome'],
    registers,
  }),
  chatPutOff: new Counter({
    name: 'capture_image_chat_put_off_total',
    help: 'Requests to the chats that were not made yet, since what the platform allows was used up',
    labelNames: ['platform', 'call'],
    registers,
  }),
  captures: new Gauge({
    name: 'capture_image_captures',
    help: 'Captures on record, by state; the same from every process',
    labelNames: ['state'],
    registers,
  }),
  due: new Gauge({ name: 'capture_image_due', help: 'Captures that will be looked at again', registers }),
  overdue: new Gauge({ name: 'capture_image_overdue', help: 'Captures whose look is late', registers }),
  outbox: new Gauge({ name: 'capture_image_outbox', help: 'Captures with news for their thread', registers }),
  outboxLate: new Gauge({
    name: 'capture_image_outbox_late_seconds',
    help: 'How late the first news is that nobody has taken up',
    registers,
  }),
  auditUnsealed: new Gauge({
    name: 'capture_image_audit_unsealed_seconds',
    help: 'How long the oldest entry of the audit has waited to be sealed',
    registers,
  }),
  clockOffset: new Gauge({
    name: 'capture_image_clock_offset_seconds',
    help: "How far this process's clock is ahead of Redis's, at the least",
    registers,
  }),
  redisFullness: new Gauge({
    name: 'capture_image_redis_memory_ratio',
    help: 'How much of its maxmemory Redis uses, of 1; without a limit there is none',
    registers,
  }),
  redisUp: new Gauge({ name: 'capture_image_redis_up', help: 'Whether Redis answered this scrape', registers }),
} as const;

/** Also counts what the process itself takes: memory, processor, event loop. */
export const countProcess = (): void => collectDefaultMetrics({ register: registry });

/** All of it in Prometheus's text format. */
export const metricsText = (): Promise<string> => registry.metrics();

export const metricsType = registry.contentType;
