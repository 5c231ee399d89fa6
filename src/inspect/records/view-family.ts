import type { FamilyRow } from '../../domain/entities/family.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { listFamilyBudgets, toPlainDocument } from './budget-lookups.js'
import { checkUserReference, getUserTitle } from './check-references.js'
import {
  lookUpFamily,
  type MemberDetails,
  countFamilyMembers,
  listFamilyMembers,
  listUserMemberships,
} from './identity-lookups.js'
import { OUTBOX_PARTITIONS, listPendingFamilyEvents } from './pending-events.js'
import type {
  RecordSources,
  RecordView,
  Reference,
  Section,
  SectionItem,
  SectionPage,
} from './record-view.js'
import { cachedSection } from './cached-section.js'
import { eventSection, outboxSection } from './event-section.js'
import { expenseSection } from './expense-section.js'
import { annotateItems, type ItemReferences } from './annotate-items.js'
import { todoSection } from './todo-section.js'
import { spendingSection } from './spending-section.js'
import { formatCommandLine } from './command-line.js'

const MAX_MEMBERS = 100

/** A family with its members, todos, expenses, spending and budgets. */
export async function viewFamily(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const family = await lookUpFamily(stores.postgres, id)
  if (family === undefined) return undefined
  const key = `FAMILY#${id}`
  // Events of its members are listed among the events of a family.
  const members = await listFamilyMembers(stores.postgres, id, MAX_MEMBERS)
  const subjects = [id, ...members.map((member) => member.user_id)]
  return {
    kind: 'family',
    id,
    title: family.name,
    store: 'postgres',
    record: { ...family },
    query: formatCommandLine('query', 'postgres', 'SELECT * FROM families WHERE id = :id', '-p', `id=${id}`),
    keys: [],
    references: () => checkFamilyReferences(stores, family),
    sections: [
      {
        name: 'members',
        store: 'postgres',
        query: formatCommandLine(
          'query',
          'postgres',
          'SELECT m.*, u.email FROM family_members m JOIN users u ON u.id = m.user_id WHERE m.family_id = :id',
          '-p',
          `id=${id}`,
        ),
        page: (size) => readMemberPage(stores, family, size),
      },
      todoSection(stores, 'todos', { index: 'GSI1', key: 'GSI1PK', value: key }),
      expenseSection(stores, { family_id: key }),
      spendingSection(stores, key),
      budgetSection(stores, key),
      eventSection(stores, subjects),
      outboxSection('postgres', formatOutboxQuery(id, subjects), () =>
        listPendingFamilyEvents(stores, id, subjects),
      ),
      cachedSection(stores, 'ID', async (size) =>
        (await listFamilyMembers(stores.postgres, id, size)).map((member) => ({
          id: member.user_id,
          family_id: member.user_family_id,
          display_name: member.display_name,
        })),
      ),
    ],
  }
}

async function checkFamilyReferences(
  stores: RecordSources,
  family: FamilyRow,
): Promise<readonly Reference[]> {
  const [owner, count, memberships] = await Promise.all([
    checkUserReference(stores, 'owner_id', family.owner_id),
    countFamilyMembers(stores.postgres, family.id),
    listUserMemberships(stores.postgres, family.owner_id),
  ])
  const isMember = memberships.some((membership) => membership.family_id === family.id)
  const found: Reference[] = [
    owner.state === 'found' && !isMember
      ? {
          ...owner,
          state: 'stale',
          value: 'owner',
          actual: 'not a member',
          note: 'the owner must be a member',
        }
      : owner,
  ]
  if (count !== family.member_count) {
    const counted = { field: 'member_count', kind: 'family', id: family.id, title: family.name } as const
    found.push({ ...counted, state: 'stale', value: String(family.member_count), actual: `${count} members` })
  }
  return found
}

async function readMemberPage(
  stores: RecordSources,
  family: FamilyRow,
  size: number,
  after?: string,
): Promise<SectionPage> {
  const members = await listFamilyMembers(stores.postgres, family.id, size, after)
  const items = members.map((member) => toMemberSectionItem(family, member))
  const last = members.at(-1)
  if (members.length < size || last === undefined) return { items }
  return { items, next: () => readMemberPage(stores, family, size, last.user_id) }
}

function toMemberSectionItem(family: FamilyRow, member: MemberDetails): SectionPage['items'][number] {
  const stale = member.user_family_id !== family.id
  return {
    kind: 'user',
    id: member.user_id,
    title: `${member.role.padEnd(5)}  ${getUserTitle(member)}`,
    ...(stale
      ? { state: 'stale' as const, note: `family ${family.id} ≠ ${member.user_family_id ?? 'none'}` }
      : {}),
    record: { ...member },
  }
}

function budgetSection(stores: RecordSources, family: string): Section {
  return {
    name: 'budgets',
    store: 'mongo',
    query: formatCommandLine(
      'query',
      'mongo',
      `budgets.find({"family_id":${JSON.stringify(family)}}).sort({month: -1, category: 1})`,
    ),
    page: async () => {
      const items = (await listFamilyBudgets(stores.mongo, family)).map((budget) => ({
        kind: 'budget' as const,
        id: stripIdPrefix(budget._id, 'budget_'),
        title: `${budget.month}  ${budget.category}  ${String(budget.limit)} ${budget.currency}`,
        record: toPlainDocument(budget),
      }))
      const getReferences = ({ record }: SectionItem): ItemReferences => ({
        users: {},
        category: { field: 'category', id: String(record['category']) },
      })
      return { items: await annotateItems(stores, items, getReferences) }
    },
  }
}

/** One command line for all three stores. In MongoDB, pending events are found by the family. */
function formatOutboxQuery(family: string, subjects: readonly string[]): string {
  const list = subjects.map((subject) => `'${subject}'`).join(', ')
  return [
    formatCommandLine('query', 'postgres', `SELECT * FROM outbox WHERE envelope ->> 'subject' IN (${list})`),
    ...OUTBOX_PARTITIONS.map((partition) => formatCommandLine('query', 'dynamodb', '--pk', partition)),
    formatCommandLine(
      'query',
      'mongo',
      `expenses.find({"family_id":"FAMILY#${family}","outbox.time":{$exists:true}}, {outbox: 1})`,
    ),
  ].join(' && homemanager ')
}
