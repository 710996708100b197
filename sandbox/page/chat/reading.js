/**
 * Remembers how far each person has read, and reads out what is new where they look.
 * @param {HTMLElement} announcer a live region
 */
export function createReading(announcer) {
  /** @type {Map<string, number>} */
  const read = new Map();
  const lastOf = messages => Math.max(0, ...messages.map(message => Number(message.ts)));
  const readTo = (user, place) => read.get(`${user} ${place}`) ?? 0;
  let announced = Date.now() / 1000;

  return {
    /**
     * Takes note of what is on the screen.
     * @param {{ user: string, room: string, thread: string | null, messages: any[] }} screen
     */
    look({ user, room, thread, messages }) {
      read.set(`${user} ${room}`, lastOf(messages));
      if (thread) read.set(`${user} ${thread}`, lastOf(messages.filter(message => message.thread_ts === thread)));
      const fresh = messages.filter(message => Number(message.ts) > announced && message.user !== user);
      if (fresh.length > 0) announcer.textContent = fresh.map(message => message.text).join('\n');
      announced = Math.max(announced, lastOf(messages));
    },
    /**
     * Whether a room has what this person has not seen.
     * @param {string} user
     * @param {string} room
     * @param {any[]} messages
     */
    isUnread: (user, room, messages) => lastOf(messages.filter(message => message.user !== user)) > readTo(user, room),
    /**
     * How many replies of a thread this person has not seen.
     * @param {string} user
     * @param {string} thread
     * @param {any[]} replies
     */
    freshReplies: (user, thread, replies) =>
      replies.filter(reply => reply.user !== user && Number(reply.ts) > readTo(user, thread)).length,
  };
}
