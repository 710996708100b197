/** The keys of a prefix; one hash slot for all, so that a script may touch them together. */
export const keysOf = (prefix: string) => {
  const root = `{${prefix}}`;
  return {
    capture: (id: string) => `${root}:capture:${id}`,
    chat: (id: string) => `${root}:chat:${id}`,
    thread: (thread: string) => `${root}:thread:${thread}`,
    seen: (trigger: string) => `${root}:seen:${trigger}`,
    lock: (what: string) => `${root}:lock:${what.toLowerCase()}`,
    /** Who waits for a lock, first come first. */
    queue: (what: string) => `${root}:queue:${what.toLowerCase()}`,
    due: `${root}:due`,
    /** Beside it, under `:resting`, is who of them waits only for what can wait. */
    outbox: `${root}:outbox`,
    /** What happened since the audit was last sealed. */
    auditUnsealed: `${root}:audit-unsealed`,
    /** The chain that it becomes. */
    audit: `${root}:audit`,
    auditHead: `${root}:audit-head`,
    /** The last entry of the audit that is in the archive and not here. */
    auditAnchor: `${root}:audit-anchor`,
    archiving: `${root}:archiving`,
    index: `${root}:index`,
    /** Who has whom approve for them. */
    delegations: `${root}:delegations`,
    /** What is left of an allowance of Azure's or of a chat's. */
    budget: (key: string) => `${root}:budget:${key}`,
    inventory: `${root}:inventory`,
    /** What captures left behind in Azure, as it was last seen; and that somebody wants it looked at now. */
    sweep: `${root}:sweep`,
    sweepWanted: `${root}:sweep-wanted`,
    /** By conversation of Teams, where its messages go. */
    serviceUrls: `${root}:service-urls`,
    /** By channel of Teams, the team that it is of. */
    teamOf: `${root}:team-of`,
    /** Which message of Teams was sent under a key, and the other way round. */
    teamsPost: (key: string) => `${root}:teams-post:${key}`,
    teamsMessage: (message: string) => `${root}:teams-message:${message}`,
    /** Each try at sending a message of Teams under a key, and what became of it. */
    teamsTries: (key: string) => `${root}:teams-tries:${key}`,
    /** A message of Teams that is a form, until it was filled in. */
    teamsForm: (message: string) => `${root}:teams-form:${message}`,
    /** What the bots prove their own cards with. */
    proofSecret: `${root}:proof-secret`,
  };
};
