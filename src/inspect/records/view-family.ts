import { formatCount } from '../../core/format-count.js'
import { budget } from '../../domain/entities/budget.js'
import { family, type FamilyRow } from '../../domain/entities/family.js'
import { getUserTitle } from '../../domain/entities/user.js'
import { listFamilyBudgets } from './budget-lookups.js'
import { cachedSection } from './cached-section.js'
import { checkReferences } from './check-references.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { eventSection, outboxSection } from './event-section.js'
import { expenseSection } from './expense-section.js'
import {
  countFamilyMembers,
  listFamilyMembers,
  listUserMemberships,
  type MemberDetails,
} from './identity-lookups.js'
import { lookUpRecord } from './look-up-record.js'
import { OUTBOX_PARTITIONS, listPendingFamilyEvents } from './pending-events.js'
import type { RecordSources, RecordView, Reference, Section, SectionPage } from './record-view.js'
import { toCheckedSectionItems } from './section-items.js'
import { spendingSection } from './spending-section.js'
import { todoSection } from './todo-section.js'
import { listReferringSections } from './view-entity.js'
import { toRecordView } from './view-record.js'

const MAX_MEMBERS = 100

/** A family with its members, todos, expenses, spending and budgets. */
export async function viewFamily(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const row = (await lookUpRecord(stores, family, id)) as FamilyRow | undefined
  if (row === undefined) return undefined
  const key = `FAMILY#${id}`
  // Events of its members are listed among the events of a family.
  const members = await listFamilyMembers(stores.postgres, id, MAX_MEMBERS)
  const subjects = [id, ...members.map((member) => member.user_id)]
  return {
    ...toRecordView(stores, family, id, row),
    references: () => checkFamilyReferences(stores, row),
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
        page: (size) => readMemberPage(stores, row, size),
      },
      todoSection(stores, 'todos', { index: 'GSI1', key: 'GSI1PK', value: key }),
      expenseSection(stores, { family_id: key }),
      spendingSection(stores, key),
      budgetSection(stores, key),
      ...listReferringSections(stores, family, id, ['users', 'todos', 'expenses', 'budgets']),
      eventSection(stores, subjects),
      outboxSection('postgres', formatOutboxQuery(id, subjects), (size) =>
        listPendingFamilyEvents(stores, id, subjects, size),
      ),
      cachedSection(stores, subjects.length > 1 ? subjects.slice(1) : [row.owner_id], async (size) =>
        (await listFamilyMembers(stores.postgres, id, size)).map((member) => ({
          id: member.user_id,
          family_id: member.user_family_id,
          display_name: member.display_name,
        })),
      ),
    ],
  }
}

async function checkFamilyReferences(stores: RecordSources, row: FamilyRow): Promise<readonly Reference[]> {
  const [[owner], count, memberships] = await Promise.all([
    checkReferences(stores, family, row),
    countFamilyMembers(stores.postgres, row.id),
    listUserMemberships(stores.postgres, row.owner_id),
  ])
  const isMember = memberships.some((membership) => membership.family_id === row.id)
  const found: Reference[] = []
  if (owner !== undefined) {
    found.push(
      owner.state === 'found' && !isMember
        ? {
            ...owner,
            state: 'stale',
            value: 'owner',
            actual: 'not a member',
            note: 'the owner must be a member',
          }
        : owner,
    )
  }
  if (count !== row.member_count) {
    const counted = { field: 'member_count', kind: 'family', id: row.id, title: row.name } as const
    found.push({
      ...counted,
      state: 'stale',
      value: String(row.member_count),
      actual: formatCount(count, 'member'),
    })
  }
  return found
}

async function readMemberPage(
  stores: RecordSources,
  row: FamilyRow,
  size: number,
  after?: string,
): Promise<SectionPage> {
  const members = await listFamilyMembers(stores.postgres, row.id, size, after)
  const items = members.map((member) => toMemberSectionItem(row, member))
  const last = members.at(-1)
  if (members.length < size || last === undefined) return { items }
  return { items, next: () => readMemberPage(stores, row, size, last.user_id) }
}

function toMemberSectionItem(row: FamilyRow, member: MemberDetails): SectionPage['items'][number] {
  const stale = member.user_family_id !== row.id
  return {
    kind: 'user',
    id: member.user_id,
    title: `${member.role.padEnd(5)}  ${getUserTitle(member)}`,
    ...(stale
      ? { state: 'stale' as const, note: `family ${row.id} ≠ ${member.user_family_id ?? 'no family'}` }
      : {}),
    record: { ...member },
  }
}

function budgetSection(stores: RecordSources, key: string): Section {
  return {
    name: 'budgets',
    store: 'mongo',
    query: formatCommandLine(
      'query',
      'mongo',
      `budgets.find({"family_id":${JSON.stringify(key)}}).sort({month: -1, category: 1})`,
    ),
    page: async (size) => readBudgetPage(stores, key, size),
  }
}

async function readBudgetPage(
  stores: RecordSources,
  key: string,
  size: number,
  skip = 0,
): Promise<SectionPage> {
  const budgets = await listFamilyBudgets(stores.mongo, key, size, skip)
  const items = await toCheckedSectionItems(stores, budget, budgets)
  return budgets.length < size
    ? { items }
    : { items, next: async () => readBudgetPage(stores, key, size, skip + size) }
}

/** One command line for all three stores. In MongoDB, pending events are found by the family. */
function formatOutboxQuery(id: string, subjects: readonly string[]): string {
  const list = subjects.map((subject) => `'${subject}'`).join(', ')
  return [
    formatCommandLine('query', 'postgres', `SELECT * FROM outbox WHERE envelope ->> 'subject' IN (${list})`),
    ...OUTBOX_PARTITIONS.map((partition) => formatCommandLine('query', 'dynamodb', '--pk', partition)),
    formatCommandLine(
      'query',
      'mongo',
      `expenses.find({"family_id":"FAMILY#${id}","outbox.time":{$exists:true}}, {outbox: 1})`,
    ),
  ].join(' && homemanager ')
}
