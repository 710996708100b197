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

/**
 * Follows a stream of events; `opened` is called at the start and after every break, when a new look is due.
 * @param {string} path
 * @param {Record<string, (data: any) => void>} handlers
 * @param {() => void} opened
 */
export function follow(path, handlers, opened) {
  const source = new EventSource(path);
  source.addEventListener('open', opened);
  for (const [type, handle] of Object.entries(handlers))
    source.addEventListener(type, event => handle(JSON.parse(event.data)));
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
