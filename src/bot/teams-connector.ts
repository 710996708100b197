import { createRequire } from 'node:module';
import {
  type Activity,
  ActivityTypes,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import {
  type ClaimsIdentity,
  type ConnectorClient,
  type ConnectorFactory,
  MsalServiceClientCredentialsFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Card } from './teams-card.ts';
import { calling } from './teams-errors.ts';

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
}

/** Where a message goes. */
export interface Address {
  readonly serviceUrl: string;
  readonly conversation: string;
}

/** Microsoft's adapter, pointed where the configuration says: it checks what comes in, and signs what goes out. */
export function teamsConnector(config: TeamsConfig) {
  const appId = config.appId ?? '';
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
    credentials(config),
  );
  const adapter = new CloudAdapter(authentication);

  async function at<T>({ serviceUrl, conversation }: Address, act: (context: TurnContext) => Promise<T>): Promise<T> {
    const reference: Partial<ConversationReference> = {
      channelId: 'msteams',
      serviceUrl,
      conversation: { id: conversation, name: '', isGroup: false, conversationType: '' },
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

    /** What Teams knows of somebody in a conversation that they and the bot are in. */
    findMember: (address: Address, id: string): Promise<unknown> =>
      at(address, async context => {
        const client = context.turnState.get<ConnectorClient>(context.adapter.ConnectorClientKey);
        return await client.conversations.getConversationMember(address.conversation.replace(/;.*$/, ''), id);
      }),

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
  summary,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
});
