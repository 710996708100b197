import { z } from 'zod';

/** A string of one to `max` characters. */
export const upTo = (max: number) => z.string().min(1).max(max);
/** A string that may be empty, of at most `max` characters. */
export const atMost = (max: number) => z.string().max(max);
/** What names a block or an element. */
export const id = z.string().max(255);

/** A plain text object. */
export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: upTo(max), emoji: z.boolean().optional() });

/** A plain or mrkdwn text object. */
export const text = (max: number) =>
  z.discriminatedUnion('type', [
    plain(max),
    z.strictObject({ type: z.literal('mrkdwn'), text: upTo(max), verbatim: z.boolean().optional() }),
  ]);

/** The dialog in which a person confirms a press. */
export const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option of checkboxes and radio buttons, which may be marked up. */
export const option = z.strictObject({ text: text(75), value: atMost(150), description: text(75).optional() });

/** An option of a menu. */
export const plainOption = option.extend({ text: plain(75), description: plain(75).optional() });

/** The options of a menu, or its groups. */
export const menu = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z
    .array(z.strictObject({ label: plain(75), options: z.array(plainOption).max(100) }))
    .min(1)
    .max(100)
    .optional(),
};

/** What an app may answer to a type-ahead: options or groups of options, at most a hundred. */
export const suggestions = z.looseObject({
  options: z.array(plainOption).max(100).optional(),
  option_groups: menu.option_groups,
});
