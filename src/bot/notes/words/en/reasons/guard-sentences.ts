import type { Forgery, GuardReasons } from '../../../../../jobs/procedures/capture/guard-reasons.ts';
import { lowerFirst, own, type Said, type Sentences, said, subject } from './sentences.ts';

const forgeries: { readonly [F in Forgery]: string | ((word: string) => string) } = {
  'plan-of-another-hash': 'another plan than its hash is of',
  'strange-id': 'an id that no capture has',
  'no-time': 'no time at which it was asked for',
  'strange-name': 'a name that Azure does not allow',
  'strange-vm-id': 'a unique id that no VM has',
  'two-names': 'two names for one VM',
  'strange-disk': 'a disk that is none',
  'strange-region': 'a region that is none',
  'strange-kind': 'a kind of image that there is not',
  'strange-security-type': 'a security type that there is not',
  'deletion-not-asked-for': 'a deletion that nobody asked for',
  'strange-principal': 'somebody whom no directory knows',
  'strange-role': 'a role that is none',
  'choice-not-asked-for': word => `another ${word} than was asked for`,
  'region-not-asked-for': 'a region that was not asked for',
  'replicas-not-asked-for': 'more replicas than were asked for',
  'strange-key': 'a key that is none of its VM’s',
  'strange-copy': 'a copy of a kind that there is not',
  'copy-of-no-disk': 'a copy of a disk that has no id',
  'strange-names-of-copy': 'names that the copy of this VM by this capture does not have',
  'other-steps': 'other steps than its plan has',
  'stop-for-nothing': 'a VM that is to be stopped for snapshots that are taken',
  'step-before-its-turn': 'a step that was done before its turn',
};

/** Whether Azure has been written to, and then of what. */
interface Begun {
  readonly begun?: boolean;
  readonly vm?: string;
  readonly clone?: boolean;
}

/** What else there is to do where a policy or a setting could put it right. */
export const orAbandon = ({ clone, vm }: Begun): string =>
  clone ? 'Or press Abandon: I delete what I made for the copy.' : `Or press Abandon: I do nothing more to ${vm}.`;

const mended = (reason: string, mend: string, facts: Begun): Said =>
  said(reason, facts.begun ? `${mend}, then press Retry. ${orAbandon(facts)}` : `${mend}, then ask again.`);

const underKey = (word: string) => `Have my operator put it back under "${word}" in capture-image.yaml`;

/** The way out where the plan is of a VM that is no longer so. */
const askAnew = ({ clone }: { readonly clone: boolean }): string =>
  `Press Abandon${clone ? ', which deletes what I made for the copy,' : ''} and ask for a new capture: its plan is of the VM as it is now.`;

const changed = (facts: { readonly vm: string; readonly clone: boolean }, how: string): Said =>
  said(`${facts.vm} ${how}.`, askAnew(facts));

/** Somebody has exchanged disks of what becomes the image, which is the copy where there is one. */
const exchanged = ({ vm, clone }: { readonly vm: string; readonly clone: boolean }, how: string): Said =>
  clone
    ? said(
        `The copy ${how}. I did nothing more to it.`,
        `Press Abandon, which deletes what I made for the copy, and ask for a new capture. ${vm} itself is untouched.`,
      )
    : said(
        `${vm} ${how}. I did nothing more to it.`,
        'Make it again as the plan says, and press Retry. Or press Abandon and ask for a new capture: its plan is of the VM as it is now.',
      );

const oneDisk = (disk = 'one that is not managed'): string => disk;
const theDisk = (disk?: string): string => (disk ? `the disk ${disk}` : 'a disk that is not managed');

const notStarted = (reason: string): Said => said(reason, 'Press Abandon and ask for a new capture.');

/** Why a plan is not carried out, or not any more. */
export const guardSentences: Sentences<GuardReasons> = {
  'record-forged': ({ what, word = '', ...facts }) => {
    const says = own(forgeries, what) ?? what;
    const ask = (facts as Begun).begun ? 'Press Abandon and ask' : 'Ask';
    return said(
      `The record of this capture says ${typeof says === 'function' ? says(word) : says}, which I never plan. Somebody else has changed it, so I do nothing with it.`,
      `${ask} for a new capture. Have my operator look who can write to Redis.`,
    );
  },
  'settings-moved': ({ word, planned, ...facts }) =>
    mended(
      `The plan is for ${word} ${planned}, which is not what capture-image.yaml says any more.`,
      underKey(word),
      facts,
    ),
  'copy-group-moved': ({ group, ...facts }) =>
    mended(
      `The copy is in the resource group ${group}, which is not the one for copies any more.`,
      underKey('clone.resourceGroup'),
      facts,
    ),
  'copy-subnet-moved': facts =>
    mended(
      'The copy is to stand in another subnet than the one for copies any more.',
      underKey('clone.subnetId'),
      facts as Begun,
    ),
  'scope-moved': ({ group, ...facts }) =>
    mended(
      `The resource group ${group} is not one that I may touch.`,
      'Have my operator put it under "scopes" in capture-image.yaml',
      facts,
    ),
  'mode-switched-off': ({ mode, ...facts }) =>
    mended(
      `mode=${mode} is switched off here by now.`,
      `Have my operator put ${mode} under "modes" in capture-image.yaml`,
      facts,
    ),
  'partner-center-off': facts =>
    mended(
      'Partner Center gets no access here by now.',
      'Have my operator set "partnerCenter" in capture-image.yaml',
      facts as Begun,
    ),
  'role-not-given': ({ role, ...facts }) =>
    mended(
      `${role} is not a role that I may give.`,
      'Have my operator put it under "otherRoles" in capture-image.yaml',
      facts,
    ),
  'role-not-known': ({ role, ...facts }) =>
    mended(
      `${role} is not a role that I may give, by its id.`,
      'Have my operator put it under "otherRoles" in capture-image.yaml',
      facts,
    ),
  'publisher-not-known': ({ principal, ...facts }) =>
    mended(
      `${principal} is not whom the directory has for one of the publishers that I may give access to.`,
      'Have my operator put them under "publishers" in capture-image.yaml, by object id',
      facts,
    ),

  'vm-gone': ({ vm }) => said(`${vm} does not exist any more.`, 'Press Abandon.'),
  'vm-replaced': facts =>
    said(
      `${facts.vm} is another VM than the one that was planned: it was deleted and made anew since, under the same name.`,
      askAnew(facts),
    ),
  'vm-unknown': facts =>
    said(
      `The plan does not say which machine ${facts.vm} was when it was confirmed, so I cannot tell whether this is still the same one.`,
      askAnew(facts),
    ),
  'disk-detached': facts =>
    said(
      `${facts.vm} no longer has the disk ${facts.disk}, so I do not copy it.`,
      `Attach it again and press Retry. Or: ${lowerFirst(askAnew(facts))}`,
    ),
  'vm-moved': facts => changed(facts, `is in ${facts.location}, and not in ${facts.planned} as the plan says`),
  'vm-resized': facts => changed(facts, `is of the size ${facts.size}, and not ${facts.planned} as the plan says`),
  'key-changed': facts => changed(facts, `has another key for the disk ${facts.disk} than the plan says`),
  'os-disk-exchanged': facts =>
    exchanged(facts, `has ${oneDisk(facts.disk)} as its OS disk, and not ${oneDisk(facts.planned)} as the plan says`),
  'disk-added': facts => exchanged(facts, `has ${theDisk(facts.disk)} at LUN ${facts.lun}, which is not in the plan`),
  'disk-missing': facts =>
    exchanged(facts, `no longer has ${facts.disk ? theDisk(facts.disk) : 'its disk'} at LUN ${facts.lun}`),
  'disk-exchanged': facts =>
    exchanged(
      facts,
      `has ${theDisk(facts.disk)} at LUN ${facts.lun}, and not ${oneDisk(facts.planned)} as the plan says`,
    ),
  'os-type-changed': facts =>
    exchanged(facts, `has ${facts.osType} on its OS disk, and not ${facts.planned} as the plan says`),
  'scale-set-joined': facts => exchanged(facts, 'has become a member of a scale set'),
  'scale-set-left': facts => exchanged(facts, 'is no longer a member of its scale set'),
  'disk-of-others': facts => exchanged(facts, `has the disk ${facts.disk}, which I did not make`),

  'source-plan-unread': () =>
    notStarted('The plan of this capture cannot be read, so I do not know which VM it stopped: start it by hand.'),
  'source-seen-to': ({ vm }) =>
    notStarted(
      `This capture has seen to ${vm} after its snapshots already, so somebody else has stopped it since: start it by hand if it is to run.`,
    ),
  'source-not-stopped': ({ vm }) =>
    notStarted(`This capture did not stop ${vm}, so I do not start it: start it by hand if it is to run.`),
  'source-unproven': ({ vm }) =>
    notStarted(
      `Azure shows nothing that this capture has made for a copy of ${vm}, so I cannot tell whether I stopped it: start it by hand if it is to run.`,
    ),
  'source-out-of-scope': ({ group, vm }) =>
    notStarted(
      `The resource group ${group} is not one that I may touch any more ("scopes" in capture-image.yaml): start ${vm} by hand.`,
    ),
  'name-not-mine': () =>
    said('It does not have the name of anything that this capture makes, so I do not touch it.', 'Delete it by hand.'),

  'version-replaced': ({ definition, version }) =>
    said(
      `I made ${definition} ${version}, and somebody has put another one in its place.`,
      'Press Abandon and ask for a new capture: it takes the next version.',
    ),
  'version-gone': ({ definition, version, ...facts }) =>
    said(
      `I made ${definition} ${version}, and somebody has deleted it since.`,
      `Press Retry: I create it again from ${subject(facts)}.`,
    ),
};
