/**
 * The conversations a person has in the list: their channels, and the direct one with the bot, which is made when
 * something is said in it.
 * @param {{ channels: any[], users: any[] }} state
 * @param {string} user
 */
export function roomsOf({ channels, users }, user) {
  const mine = channels.filter(channel => channel.members.includes(user) && !channel.archived);
  const bot = users.find(one => one.kind === 'bot');
  const direct = mine.find(channel => channel.kind === 'im' && channel.members.includes(bot?.id));
  return [
    ...mine
      .filter(channel => channel.kind !== 'im')
      .map(({ id, name, kind }) => ({
        key: id,
        id,
        label: name,
        sign: kind === 'private' ? '🔒' : '#',
        direct: false,
      })),
    ...(bot ? [{ key: 'bot', id: direct?.id ?? bot.id, label: bot.name, sign: '@', direct: true }] : []),
  ];
}
