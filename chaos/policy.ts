/** The numbers of the VMs that take the approval of others, by how many it takes. */
const approvals = { 1: ['03', '07'], 2: ['02', '09'] } as const;
const vms = (numbers: readonly string[]): string => numbers.map(number => `'*-${number}'`).join(', ');

/** Who may approve. */
export const approvers = ['olga', 'otto'] as const;

/** How many others must approve what is asked for, by how we read the policy and not by what the product makes of it. */
export function approvalsFor(vm: string): number {
  const number = vm.slice(-2);
  const [count = 0] = ([1, 2] as const).filter(count => approvals[count].some(one => one === number));
  return count;
}

/** The `policy.yaml` of a campaign: one who asks, who needs nobody for most VMs, and two who approve. */
export const chaosPolicy = `people: # who approves in the other chat than who asked is told from them by these
  rita: [slack:U0RITA, 'entra:aaaaaaaa-0000-4000-8000-000000000001']
  olga: [slack:U0OLGA, 'entra:aaaaaaaa-0000-4000-8000-000000000002']
  otto: [slack:U0OTTO, 'entra:aaaaaaaa-0000-4000-8000-000000000004']
groups:
  owners: [slack-group:S0OPS, entra-group:bbbbbbbb-0000-4000-8000-000000000001] # Olga and Otto
rules:
  - name: the requester captures what nobody minds
    allow: [plan, capture, in-place, grant, cleanup]
    to: [mail:rita@contoso.example]
  - name: some take somebody else
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    where: { vms: [${vms(approvals[1])}] }
    approvals: { count: 1, of: [owners] }
  - name: some take two others
    allow: [plan, capture, in-place, grant]
    to: [mail:rita@contoso.example]
    where: { vms: [${vms(approvals[2])}] }
    approvals: { count: 2, of: [owners] }
`;
