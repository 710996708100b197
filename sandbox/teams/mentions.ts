import { isObject, partsOf } from './limits.ts';
import type { Json } from './model.ts';
import { people } from './world.ts';

/** Whom a card calls: an `<at>` in a TextBlock does nothing without an entity of the very same text, nor the entity without it. */
export function mentionedIn(card: Json): readonly string[] {
  const texts = partsOf(card).flatMap(({ type, text }) => (type === 'TextBlock' ? [String(text)] : []));
  const { entities } = isObject(card.msteams) ? card.msteams : {};
  if (!Array.isArray(entities)) return [];
  return entities.flatMap(entity => {
    if (!isObject(entity) || entity.type !== 'mention' || !isObject(entity.mentioned)) return [];
    const { text, mentioned } = entity;
    const isShown = /^<at>[^<>]+<\/at>$/.test(String(text)) && texts.some(one => one.includes(String(text)));
    const person = people.find(({ id, aadObjectId, mail }) => [id, aadObjectId, mail].includes(String(mentioned.id)));
    return isShown && person ? [person.id] : [];
  });
}
