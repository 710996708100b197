/**
 * The sandbox's `policy.yaml`: a requester who may go on alone with most VMs and needs others for some, two who approve, and guests
 * who may do nothing; in Slack and in Teams.
 */
export const sandboxPolicy = `# Written at each start of the sandbox; docs/policy.md says what may be here.
people: # who approves in the other chat than who asked is told from them by these
  rita: [slack:U0RITA, 'entra:aaaaaaaa-0000-4000-8000-000000000001']
  olga: [slack:U0OLGA, 'entra:aaaaaaaa-0000-4000-8000-000000000002']
  otto: [slack:U0OTTO, 'entra:aaaaaaaa-0000-4000-8000-000000000004']
groups:
  requesters: [mail:rita@contoso.example]
  platform-owners: [slack-group:S0OPS, entra-group:bbbbbbbb-0000-4000-8000-000000000001] # Olga and Otto
rules:
  - name: requesters capture what nobody minds
    allow: [plan, capture, in-place, grant]
    to: [requesters]
    where: { resourceGroups: [rg-web] }
  - name: production takes somebody else
    allow: [plan, capture, in-place, grant]
    to: [requesters, platform-owners]
    where: [{ vms: ['prod-*', '*-prod'] }, { tags: { environment: 'prod*' } }]
    approvals: { count: 1, of: [platform-owners], breakGlass: true }
  - name: the critical ones take two
    allow: [plan, capture, in-place, grant]
    to: [requesters]
    where: [{ vms: ['vault-*'] }, { tags: { environment: critical } }]
    approvals: { count: 2, of: [platform-owners], hours: 8 }
  - name: owners look after everything
    allow: [plan, capture, in-place, grant, approve, cancel, cleanup]
    to: [platform-owners]
  - name: owners leave the critical ones to others
    deny: [capture]
    to: [platform-owners]
    where: [{ vms: ['vault-*'] }, { tags: { environment: critical } }]
tests:
  - { who: [requesters], may: [plan, capture, in-place, grant], on: { resourceGroup: rg-web, vm: web-01, tags: {} }, expect: yes, approvals: 0 }
  - { who: [requesters], may: [plan, capture, in-place, grant], on: { resourceGroup: rg-web, vm: shop-01, tags: { environment: production } }, expect: yes, approvals: 1 }
  - { who: [requesters], may: [plan, capture, in-place, grant], on: { resourceGroup: rg-web, vm: vault-01, tags: { environment: critical } }, expect: yes, approvals: 2 }
  - { who: [platform-owners], may: [capture], on: { resourceGroup: rg-web, vm: shop-01, tags: { environment: production } }, expect: yes, approvals: 1 }
  - { who: [platform-owners], may: [capture], on: { resourceGroup: rg-web, vm: vault-01, tags: {} }, expect: no }
  - { who: [slack:U0GUS], may: plan, expect: no }
`;
