/** An element or an action of an Adaptive Card. */
export type CardPart = Readonly<Record<string, unknown>> & { readonly type: string };
