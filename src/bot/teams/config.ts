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
