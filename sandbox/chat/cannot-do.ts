/** A deed that the chat's client does not let a person do, or an order that makes no sense; never the app's fault. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
  readonly code: string;

  constructor(code: string, message: string = code) {
    super(message);
    this.code = code;
  }
}
