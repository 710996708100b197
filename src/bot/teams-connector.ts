import { createRequire } from 'node:module';
import {
  type Activity,
  ActivityTypes,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationAccount,
  type ConversationReference,
  TeamsInfo,
  type TurnContext,
} from 'botbuilder';
import {
  AppCredentials,
  type ClaimsIdentity,
  type ConnectorFactory,
  MsalServiceClientCredentialsFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import { withoutControls } from '../hidden-characters.ts';
import { ChatError } from './chat.ts';
import type { Card } from './teams-card.ts';
import { callingWithin, within } from './teams-errors.ts';
import { teamsGraph } from './teams-graph.ts';
import type { TeamsMember } from './teams-profiles.ts';
import { namedInTeams } from './teams-words.ts';

type Msal = typeof import('@azure/msal-node', { with: { 'resolution-mode': 'require' }});

/** The very module that botframework-connector has: its types know no other. */
const { ConfidentialClientApplication }: Msal = createRequire(import.meta.url)('@azure/msal-node');

/**
 * How to reach Teams. `tenantIds` are those whose people are heard, the bot's own first; `serviceUrl` is where messages go to
 * a conversation that has not been heard of yet. Without `appId` nothing is authenticated.
 */
export interface TeamsConfig {
  readonly appId: string | null;
  readonly appPassword: string | null;
  readonly appType: 'SingleTenant' | 'UserAssignedMSI' | 'MultiTenant';
  readonly tenantIds: readonly string[];
  readonly serviceUrl: string;
  readonly loginUrl: string;
  readonly openIdUrl: string;
  readonly tokenIssuer: string;
  readonly graphUrl: string;
  readonly graphAudience: string;
}

/** Where a message goes. */
export interface Address {
  readonly serviceUrl: string;
  readonly conversation: string;
}

/** Somebody in a conversation, for calling them by name. */
export interface RosterMember {
  readonly entraId: string;
  readonly name: string;
  readonly mails: readonly string[];
}

/** A token and a message together take no longer than an outbox holds on to a capture. */
const tokenWithinMs = 3000;

/** As many as Teams gives at once. */
const rosterPage = 500;

/** Microsoft's adapter, pointed where the configuration says: it checks what comes in, and signs what goes out. */
export function teamsConnector(config: TeamsConfig, { timeoutMs }: { timeoutMs: number }) {
  const calling = callingWithin(timeoutMs);
  const appId = config.appId ?? '';
  const signing = credentials(config);
  const authentication = new OneTry(
    {
      MicrosoftAppId: appId,
      ToChannelFromBotLoginUrl: `${config.loginUrl}/${authTenant(config)}`,
      ToChannelFromBotOAuthScope: config.tokenIssuer,
      ToBotFromChannelTokenIssuer: config.tokenIssuer,
      ToBotFromChannelOpenIdMetadataUrl: config.openIdUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: `${config.loginUrl}/botframework.com/v2.0/.well-known/openid-configuration`,
      OAuthUrl: config.tokenIssuer,
      ValidateAuthority: true,
    },
    signing,
  );
  const adapter = new CloudAdapter(authentication);

  async function at<T>({ serviceUrl, conversation }: Address, act: (context: TurnContext) => Promise<T>): Promise<T> {
    const reference: Partial<ConversationReference> = {
      channelId: 'msteams',
      serviceUrl,
      conversation: { id: conversation } as ConversationAccount, // its id is all there is to know, and nothing else may be made up
      bot: { id: `28:${appId}`, name: '' },
    };
    const done: { value?: T } = {};
    await calling(
      adapter.continueConversationAsync(appId, reference, config.tokenIssuer, async context => {
        done.value = await act(context);
      }),
    );
    return done.value as T;
  }

  async function tokenFor(audience: string, { isFresh = false } = {}): Promise<string> {
    return await calling(askForToken(audience, isFresh));
  }

  async function askForToken(audience: string, isFresh = false): Promise<string> {
    const authority = `${config.loginUrl}/${authTenant(config)}`;
    const identity = await signing.createCredentials(appId, audience, authority, true);
    if (!(identity instanceof AppCredentials)) throw new ChatError('no_identity', { passing: false, unsure: false });
    return await identity.getToken(isFresh);
  }

  /** A message for which there is no token is not sent, which is known for certain. */
  async function signedIn(): Promise<void> {
    if (!appId) return;
    try {
      await within(tokenWithinMs, askForToken(config.tokenIssuer));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { code, passing, retryAfterMs, cause } = error;
      throw new ChatError(code, { passing, unsure: false, retryAfterMs, cause });
    }
  }

  return {
    /** Asks for the token that messages are sent with; throws what sending one would. */
    async signIn(): Promise<void> {
      await tokenFor(config.tokenIssuer, { isFresh: true });
    },

    /** Posts a card and answers its id. */
    async send(address: Address, card: Card, summary: string): Promise<string> {
      await signedIn();
      return await at(address, async context => (await context.sendActivity(message(card, summary)))?.id ?? '');
    },

    edit: (address: Address, id: string, card: Card, summary: string): Promise<void> =>
      at(address, async context => {
        await context.updateActivity({ ...message(card, summary), id });
      }),

    remove: (address: Address, id: string): Promise<void> => at(address, context => context.deleteActivity(id)),

    /** What Teams says of somebody in a conversation or a team. */
    member: (address: Address, id: string): Promise<TeamsMember> =>
      at(address, async context => {
        const { id: teamsId, email, userPrincipalName, userRole, tenantId } = await TeamsInfo.getMember(context, id);
        return {
          id: teamsId,
          role: userRole || null,
          mails: [email, userPrincipalName].flatMap(mail => mail || []),
          tenantId: tenantId || null,
        };
      }),

    /** How many people are in a conversation, as far as one page tells. */
    count: (address: Address): Promise<number> =>
      at(address, async context => (await TeamsInfo.getPagedMembers(context, 100)).members.length),

    /** Everybody in a conversation who is known in Entra; of a very large one, its first people. */
    roster: (address: Address): Promise<readonly RosterMember[]> =>
      at(address, async context => {
        const { members } = await TeamsInfo.getPagedMembers(context, rosterPage);
        return members.flatMap(({ aadObjectId, name, email, userPrincipalName }) =>
          aadObjectId
            ? [{ entraId: aadObjectId, name, mails: [email, userPrincipalName].flatMap(mail => mail || []) }]
            : [],
        );
      }),

    /** The id in Entra of a team. */
    groupOf: (address: Address, team: string): Promise<string> =>
      at(address, async context => {
        const { aadGroupId } = await TeamsInfo.getTeamDetails(context, team);
        if (!aadGroupId) throw new ChatError('unknown_team', { passing: false, unsure: false });
        return aadGroupId;
      }),

    /** What Microsoft Graph says, with the bot's own identity. */
    graph: teamsGraph({ graphUrl: config.graphUrl, appId, tokenFor: () => tokenFor(config.graphAudience), calling }),

    /** Opens a chat with one person, and answers which it is. */
    async openChat({ serviceUrl, person, tenantId }: { serviceUrl: string; person: string; tenantId: string }) {
      let conversation = '';
      const asked = {
        isGroup: false,
        tenantId,
        bot: { id: `28:${appId}`, name: '' },
        members: [{ id: person, name: '' }],
        channelData: { tenant: { id: tenantId } },
      };
      await calling(
        adapter.createConversationAsync(appId, 'msteams', serviceUrl, config.tokenIssuer, asked, async context => {
          conversation = context.activity.conversation.id;
        }),
      );
      return conversation;
    },
  };
}

/** A message that may have got through is not sent again by a client that cannot know; and botbuilder has no other way to say so. */
class OneTry extends ConfigurationBotFrameworkAuthentication {
  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    const factory = super.createConnectorFactory(identity);
    return {
      async create(serviceUrl, audience) {
        const connector = await factory.create(serviceUrl, audience);
        // biome-ignore lint/complexity/useLiteralKeys: a private field, which only goes by this way
        connector['client'].pipeline.removePolicy({ name: 'defaultRetryPolicy' });
        return connector;
      },
    };
  }
}

function credentials(config: TeamsConfig): ServiceClientCredentialsFactory {
  const { appId, appPassword, appType, loginUrl } = config;
  if (!appId) return new ConfigurationServiceClientCredentialFactory({});
  if (appType === 'UserAssignedMSI')
    return new ConfigurationServiceClientCredentialFactory({
      MicrosoftAppId: appId,
      MicrosoftAppType: appType,
      MicrosoftAppTenantId: config.tenantIds[0] ?? '',
    });
  const authority = `${loginUrl}/${authTenant(config)}`;
  const knownAuthorities = [new URL(loginUrl).host];
  const auth = { clientId: appId, clientSecret: appPassword ?? '', authority, knownAuthorities };
  return new MsalServiceClientCredentialsFactory(appId, new ConfidentialClientApplication({ auth }));
}

const authTenant = ({ appType, tenantIds }: TeamsConfig): string =>
  appType === 'MultiTenant' ? 'botframework.com' : (tenantIds[0] ?? 'botframework.com');

/** A card goes alone: Teams would split a text from it, and tell the id of neither. */
const message = (content: Card, summary: string): Partial<Activity> => ({
  type: ActivityTypes.Message,
  summary: namedInTeams(withoutControls(summary)),
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
});
