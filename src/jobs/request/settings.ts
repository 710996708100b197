import { z } from 'zod';
import { nameProblem, regionKey } from '../../azure/names.ts';
import { outbounds } from '../../azure/outbound.ts';
import { type Platform, platformIds, platformOf } from './platforms.ts';
import { checkLevels, consistencies, modes, storageTypes } from './request.ts';
import { readYaml } from './yaml-file.ts';
import { zodProblems } from './zod-problems.ts';

const named = (kind: Parameters<typeof nameProblem>[0]) =>
  z.string().superRefine((value, context) => {
    const problem = nameProblem(kind, value);
    if (problem) context.addIssue({ code: 'custom', message: `"${value}" is not allowed: ${problem}` });
  });

const minutes = (value: number) =>
  z
    .number()
    .positive()
    .max(60 * 24 * 30)
    .default(value);
const seconds = (value: number) => z.number().min(0.05).max(3600).default(value);

const channelOf = (id: Platform) =>
  z.strictObject({ platform: z.literal(id), ...platformOf({ platform: id }).channel });
const [firstChannel, ...otherChannels] = platformIds();
const channelSchema = z.discriminatedUnion('platform', [channelOf(firstChannel), ...otherChannels.map(channelOf)]);

/** Words as they are typed behind a key; what they mean is read where commands are. */
const wordSchema = z.union([z.string(), z.number(), z.boolean()], { error: 'is a word, a number, or a list of them' });
const templateSchema = z.record(
  z.string(),
  z.union([wordSchema, z.array(wordSchema)], { error: 'is a word, a number, or a list of them' }),
);

/** By the GiB and month. */
const price = (value: number) => z.number().min(0).max(1000).default(value);

/** By Azure's own rules; of the fifty tags that a resource may have three are mine. */
const tagsSchema = z
  .record(
    z
      .string()
      .regex(/^[^<>%&\\?/\p{C}]{1,512}$/u, 'is no name of a tag: at most 512 characters, none of < > % & \\ ? /')
      .refine(
        name => !/^(?:capture-image|microsoft|azure|windows)/i.test(name),
        'is a name that others keep for themselves',
      ),
    z.string().max(256, 'is longer than the 256 characters that Azure takes'),
  )
  .refine(tags => Object.keys(tags).length <= 40, 'are more than 40')
  .refine(
    tags => new Set(Object.keys(tags).map(name => name.toLowerCase())).size === Object.keys(tags).length,
    'name one tag twice: Azure does not tell capital from small letters',
  );

const settingsSchema = z
  .strictObject({
    publisherTenantId: z.guid().optional(),
    outsiders: z.enum(['refused', 'allowed']).default('refused'),
    contact: z.string().trim().min(1).max(200).optional(),
    scopes: z
      .array(
        z.strictObject({
          subscription: named('subscription'),
          resourceGroups: z.array(named('resourceGroup')).min(1).optional(),
        }),
      )
      .min(1),
    gallery: z
      .strictObject({
        name: named('gallery'),
        resourceGroup: named('resourceGroup'),
        subscription: named('subscription').optional(),
      })
      .optional(),
    definition: named('definition').optional(),
    identifier: z
      .strictObject({
        publisher: z.string().regex(/^[\w.-]{1,128}$/),
        offer: z
          .string()
          .regex(/^[\w.-]{1,64}$/)
          .optional(),
      })
      .optional(),
    regions: z.array(z.string().transform(regionKey).pipe(named('region'))).default([]),
    replicas: z.int().min(1).max(100).default(1),
    storage: z.enum(storageTypes).default('Standard_LRS'),
    replication: z.enum(['Full', 'Shallow']).default('Full'),
    mode: z.enum(modes).default('clone'),
    modes: z
      .array(z.enum(modes))
      .min(1)
      .default([...modes]),
    consistency: z.enum(consistencies).default('crash'),
    checks: z.enum(checkLevels).default('warn'),
    clone: z
      .strictObject({
        resourceGroup: named('resourceGroup').optional(),
        subnetId: z
          .string()
          .regex(
            /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i,
            'is not the resource id of a subnet',
          )
          .optional(),
        outbound: z.enum(outbounds).default('region'),
        keepFailedHours: z.number().positive().max(720).default(24),
      })
      .prefault({}),
    publishers: z.array(z.string().min(1).max(200)).max(20).default([]),
    role: z.string().min(1).max(200).default('Compute Gallery Image Reader'),
    otherRoles: z.array(z.string().min(1).max(200)).max(20).default([]),
    partnerCenter: z.boolean().default(false),
    tags: tagsSchema.default({}),
    timeouts: z
      .strictObject({
        confirmMinutes: minutes(30),
        checkMinutes: minutes(10),
        guestMinutes: minutes(20),
        manualGuestMinutes: minutes(60 * 24),
        cloneMinutes: minutes(60),
        deallocateMinutes: minutes(20),
        versionMinutes: minutes(60 * 6),
        galleryMinutes: minutes(10),
        grantMinutes: minutes(10),
      })
      .prefault({}),
    pace: z
      .strictObject({
        azureShare: z.number().min(0.05).max(100_000).default(1),
        chatShare: z.number().min(0.05).max(100_000).default(1),
        vmSeconds: seconds(10),
        versionSeconds: seconds(10),
        gallerySeconds: seconds(3),
        editSeconds: seconds(3),
        inventorySeconds: seconds(120),
        sweepSeconds: seconds(300),
        lockSeconds: z.number().min(1).max(60).default(5),
      })
      .prefault({}),
    history: z
      .strictObject({
        keepDays: z.number().min(2).max(3650).default(90),
        keepCount: z.int().min(100).max(1_000_000).default(10_000),
      })
      .prefault({}),
    channels: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), channelSchema).default({}),
    mirror: z
      .array(z.strictObject({ to: z.string(), vms: z.array(z.string().min(1).max(200)).min(1).optional() }))
      .max(5)
      .default([]),
    templates: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is no name: at most 40 small letters, digits and dashes'),
        templateSchema,
      )
      .default({}),
    prices: z
      .strictObject({
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, 'is not a currency such as USD')
          .default('USD'),
        asOf: z.iso.date().default('2026-07-24'),
        imageGbMonth: z
          .strictObject({ Standard_LRS: price(0.05), Standard_ZRS: price(0.05), Premium_LRS: price(0.132) })
          .prefault({}),
        diskGbMonth: z
          .record(z.string().max(40), z.number().min(0).max(1000))
          .refine(table => Object.keys(table).length > 0, 'has no price')
          .default({
            Standard_LRS: 0.048,
            StandardSSD_LRS: 0.075,
            StandardSSD_ZRS: 0.113,
            Premium_LRS: 0.165,
            Premium_ZRS: 0.248,
          }),
      })
      .prefault({}),
    portalUrl: z.url().default('https://portal.azure.com'),
  })
  .refine(({ partnerCenter, publisherTenantId }) => !partnerCenter || publisherTenantId, {
    path: ['publisherTenantId'],
    error: 'is needed with partnerCenter: the tenant of your Partner Center account',
  })
  .refine(({ mode, modes: allowed }) => allowed.includes(mode), {
    path: ['mode'],
    error: 'is not among modes',
  })
  .superRefine(({ mirror, channels }, context) => {
    for (const [at, { to }] of mirror.entries())
      if (!Object.hasOwn(channels, to))
        context.addIssue({ code: 'custom', path: ['mirror', at, 'to'], message: `"${to}" is not among channels` });
  });

/** What `capture-image.yaml` says, checked and with defaults filled in. Times are in the unit of their name. */
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** Checks what a settings file says; for the file's own words see docs/configuration.md. */
export function parseSettings(text: string): { data: Settings | null; problems: readonly string[] } {
  const read = readYaml(text);
  if ('problem' in read) return { data: null, problems: [read.problem] };
  const result = settingsSchema.safeParse(read.data ?? {});
  if (result.success) return { data: result.data, problems: [] };
  return {
    data: null,
    problems: zodProblems(result, 'the file'),
  };
}
