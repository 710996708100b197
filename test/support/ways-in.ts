import { helpLines } from '../../src/bot/command/commands.ts';

/** Every verb that there is, as somebody would type it about a capture and a VM. */
export const everyCommand = ({ id, vm }: { id: string; vm: string }): readonly string[] => [
  ...helpLines.verbs.map(({ usage }) =>
    usage
      .replace('<id>', id)
      .replace('<vm>', vm)
      .replace('<channel>', 'here')
      .replace('reason=...', 'reason=urgent')
      .replace(/ \[[^\]]*\]/g, '')
      .replace('<person>', 'mail:olga@contoso.example')
      .replace(/<[^>]*>/g, '8'),
  ),
  '',
  `status ${id}`,
  `history ${vm}`,
  `plan template nightly-web`,
  `template nightly-web`,
  'delegate off',
  `${vm} mode=in-place`,
  'what is this',
];

/** Every button that there is, with what it would say of a capture. */
export const everyPress = ({ id, planHash }: { id: string; planHash: string }) => [
  ...['confirm', 'guest-done'].map(action => ({ action, value: `${id} ${planHash}` })),
  ...['cancel', 'cancel-anyway', 'retry', 'abandon', 'clean', 'start', 'repeat', 'replace-failed'].map(action => ({
    action,
    value: id,
  })),
  ...['cleanup', 'cleanup-all'].map(action => ({ action, value: 'e3b0c44298fc1c14' })),
];
