/** The sandbox's `policy.yaml`: a requester, approvers, a stretch that nobody may touch, and guests who may do nothing; in Slack and in Teams. */
export const sandboxPolicy = `# Written at each start of the sandbox with --policy; docs/policy.md says what may be here.
groups:
  requesters: [mail:rita@contoso.example]
rules:
  - name: requesters capture the web VMs
    allow: [plan, capture, in-place, grant]
    to: [requesters]
    where: { resourceGroups: [rg-web] }
    approvals: { count: 1, of: [slack-group:S0OPS, entra-group:bbbbbbbb-0000-4000-8000-000000000001], hours: 8 }
  - name: operators look after them
    allow: [plan, capture, in-place, grant, approve, cancel, cleanup]
    to: [slack-group:S0OPS, entra-group:bbbbbbbb-0000-4000-8000-000000000001]
  - name: nobody touches the broken ones
    deny: [capture]
    to: [everyone]
    where: { vms: ['broken-*'] }
tests:
  - { who: [requesters], may: [plan, capture, in-place, grant], on: { resourceGroup: rg-web, vm: web-01, tags: {} }, expect: yes, approvals: 1 }
  - { who: [slack-group:S0OPS], may: [capture], on: { resourceGroup: rg-web, vm: broken-01, tags: {} }, expect: no }
  - { who: [slack:U0GUS], may: plan, expect: no }
`;
