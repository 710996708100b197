/**
 * Asks the sandbox for JSON; throws what it said when it refuses.
 * @param {string} path
 */
export async function get(path) {
  return answerOf(await fetch(path));
}

/**
 * Sends the sandbox JSON.
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [method]
 */
export async function send(path, body = {}, method = 'POST') {
  return answerOf(
    await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  );
}

/** @type {EventSource | undefined} */
let stream;

/**
 * Follows what the sandbox tells. At the start and after every break comes `look`, to see how things stand; what is told
 * meanwhile waits, so that nothing newer is overwritten by it.
 * @param {Record<string, (data: any) => void>} handlers by the name of the event
 * @param {() => Promise<void>} look
 */
export function follow(handlers, look) {
  stream ??= new EventSource('/events');
  let waiting = /** @type {(() => void)[] | null} */ ([]);
  stream.addEventListener('open', async () => {
    waiting ??= [];
    await look().catch(error => console.warn('The sandbox could not be looked at.', error));
    for (const tell of waiting) tell();
    waiting = null;
  });
  for (const [type, handle] of Object.entries(handlers))
    stream.addEventListener(type, event => {
      const tell = () => handle(JSON.parse(event.data));
      if (waiting) waiting.push(tell);
      else tell();
    });
}

/**
 * Puts off a call to the next frame, however often it is asked for.
 * @param {() => void} call
 */
export function oncePerFrame(call) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      call();
    });
  };
}

/** @param {Response} response */
async function answerOf(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(text || `${response.status} ${response.statusText}`);
  return text ? JSON.parse(text) : null;
}
