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
import { z } from 'zod';
import { ChatError } from './chat.ts';
import type { Card } from './teams-card.ts';
import { calling } from './teams-errors.ts';
import type { TeamsMember } from './teams-profiles.ts';

type Msal = typeof import('@azure/msal-node', { with: { 'resolution-mode': 'require' }});

/** The very module that botframework-connector has: its types know no other. */
const { ConfidentialClientApplication }: Msal = createRequire(import.meta.url)('@azure/msal-node');

/**
 * How to reach Teams. `tenantIds` are those whose people are heard, the bot's own first; `serviceUrl` is where messages go to
 * a conversation that has not been heard of since the start. Without `appId` nothing is authenticated.
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

/** Microsoft's adapter, pointed where the configuration says: it checks what comes in, and signs what goes out. */
export function teamsConnector(config: TeamsConfig) {
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

  return {
    /** Whether a delivery is from who it says it is; throws when it is not. */
    authenticate: (activity: Activity, authorization: string) =>
      authentication.authenticateRequest(activity, authorization),

    /** Posts a card and answers its id. */
    send: (address: Address, card: Card, summary: string): Promise<string> =>
      at(address, async context => (await context.sendActivity(message(card, summary)))?.id ?? ''),

    edit: (address: Address, id: string, card: Card, summary: string): Promise<void> =>
      at(address, async context => {
        await context.updateActivity({ ...message(card, summary), id });
      }),

    /** What Teams says of somebody in a conversation or a team. */
    member: (address: Address, id: string): Promise<TeamsMember> =>
      at(address, async context => {
        const { id: teamsId, email, userRole, tenantId } = await TeamsInfo.getMember(context, id);
        return { id: teamsId, role: userRole || null, mail: email || null, tenantId: tenantId || null };
      }),

    /** How many people are in a conversation, as far as one page tells. */
    count: (address: Address): Promise<number> =>
      at(address, async context => (await TeamsInfo.getPagedMembers(context, 100)).members.length),

    /** Those of these groups of Entra that somebody is in, directly or through others. */
    async groupsOf(id: string, groups: readonly string[]): Promise<readonly string[]> {
      const { graphAudience, graphUrl, loginUrl } = config;
      const identity = await calling(
        signing.createCredentials(appId, graphAudience, `${loginUrl}/${authTenant(config)}`, true),
      );
      if (!(identity instanceof AppCredentials)) throw new ChatError('no_identity', { passing: false, unsure: false });
      const token = await calling(identity.getToken());
      const asked = batches(groups).map(groupIds => checkMemberGroups({ graphUrl, token, id, groupIds }));
      return (await Promise.all(asked)).flat();
    },

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

const mostGroups = 20;

const batches = (groups: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(groups.length / mostGroups) }, (_, index) =>
    groups.slice(index * mostGroups, (index + 1) * mostGroups),
  );

const memberGroupsSchema = z.looseObject({ value: z.array(z.string()) });

async function checkMemberGroups(asked: {
  graphUrl: string;
  token: string;
  id: string;
  groupIds: readonly string[];
}): Promise<readonly string[]> {
  const response = await calling(
    fetch(`${asked.graphUrl}/v1.0/users/${encodeURIComponent(asked.id)}/checkMemberGroups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${asked.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ groupIds: asked.groupIds }),
    }),
  );
  if (!response.ok) throw new ChatError(`graph_${response.status}`, { passing: response.status >= 429, unsure: false });
  return memberGroupsSchema.parse(await response.json()).value;
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
  summary,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
});
