import type { ExpenseDocument, ReceiptItem } from '../domain/expense-document.js'
import { memberNamed } from './family-todos.js'
import { CATEGORY_WEIGHTS, type Good, GOODS, type GoodsOfCategory, LARGE_CATEGORY_WEIGHTS } from './goods.js'
import { firstDay, type Household, type Member } from './household.js'
import { centsText, decimal } from './money.js'
import { LOCALES, type StoryExpense } from './profile.js'
import type { RandomStream } from './random-stream.js'
import { TOLD_ORDINAL, type WorldBase } from './world-base.js'
import { daysBefore, weekday } from './world-time.js'

const DAY = 86_400_000
/** How busy a day of the week is, from Sunday; Saturday is the day for shopping. */
const WEEKDAYS = [0.45, 0.5, 0.5, 0.55, 0.6, 0.8, 1]
/** An ordinary expense stays below the limit of the review rule. */
const ORDINARY_CENTS = 49_000
/** Sums of these come on the first days of a month. */
const MONTHLY = new Set(['utilities'])

/** An expense with where it stands in the world. */
export interface PlacedExpense {
  readonly document: ExpenseDocument
  readonly member: number
  readonly ordinal: number
  readonly userId: string
  /** The same as the document's, as text. */
  readonly amount: string
  readonly createdAt: number
}

/** Every expense of the family; with `only` just the large ones, without the trouble of making the others. */
export function familyExpenses(world: WorldBase, family: Household, only?: 'large'): PlacedExpense[] {
  const told = (family.story?.expenses ?? []).map((expense, i) => toldExpense(world, family, expense, i))
  const { rank } = family
  if (rank === undefined) return told
  const most = Math.ceil(world.profile.mostExpenses / rank)
  for (const [m, member] of family.members.entries()) {
    if (member.role === 'child') continue
    const count = family.random
      .at('expenses')
      .at(m)
      .int(Math.ceil(most / 2), most)
    const expenses = family.random.at('expense').at(m)
    for (let e = 0; e < count; e++) {
      const random = expenses.at(e)
      const large = random.at('large').chance(world.profile.shares.large)
      if (only === undefined || large) told.push(generatedExpense(world, family, member, m, e, large, random))
    }
  }
  return told
}

function generatedExpense(
  world: WorldBase,
  family: Household,
  member: Member,
  m: number,
  e: number,
  large: boolean,
  random: RandomStream,
): PlacedExpense {
  const category = random.at('category').weighted(large ? LARGE_CATEGORY_WEIGHTS : CATEGORY_WEIGHTS)
  const goods = goodsOf(category)
  const items = large ? [dearItem(goods, family, random)] : cheapItems(goods, family, random)
  const cents = items.reduce((sum, item) => sum + item.cents * item.quantity, 0)
  const createdAt = moment(world, family, MONTHLY.has(category), random)
  const address = { kind: 'expense', family: family.index, member: m, ordinal: e } as const
  const amount = centsText(cents)
  const district = random.at('district').pick(family.place.districts)
  const shop = random.at('shop').pick(goods.shops[LOCALES.indexOf(family.locale)] ?? [])
  const detected = random.at('detected').chance(0.6)
  const id = world.ids.id(address, createdAt)
  const document: ExpenseDocument = {
    _id: `expense_${id}`,
    user_id: `USER#${member.id}`,
    family_id: `FAMILY#${family.id}`,
    amount: decimal(amount),
    currency: family.region.currency,
    category: {
      primary: category,
      subcategory: random.at('subcategory').pick(goods.subcategories),
      ai_detected: detected,
      ...(detected ? { confidence: random.at('confidence').int(61, 99) / 100 } : {}),
    },
    description: shop,
    ...(random.at('receipt').chance(world.profile.shares.receipts)
      ? {
          receipt: {
            store: shop,
            location: `${district.name}, ${family.place.city}`,
            items: items.map(receiptItem),
            payment_method: random.at('payment').pick(['debit_card', 'credit_card', 'cash']),
          },
        }
      : {}),
    location: {
      type: 'Point',
      coordinates: [
        scattered(district.longitude, random.at('longitude')),
        scattered(district.latitude, random.at('latitude')),
      ],
    },
    version: 1,
    created_at: new Date(createdAt),
    updated_at: new Date(createdAt),
  }
  return { document, member: m, ordinal: e, userId: member.id, amount, createdAt }
}

interface PricedItem {
  readonly good: Good
  readonly name: string
  readonly cents: number
  readonly quantity: number
}

function dearItem(goods: GoodsOfCategory, family: Household, random: RandomStream): PricedItem {
  const good = random.at('dear').pick(goods.dear ?? [])
  return { good, name: nameOf(good, family), cents: price(good, random.at('dear-price')), quantity: 1 }
}

/** One to eight things, each once; nothing more goes in when the next would lift the sum out of the ordinary. */
function cheapItems(goods: GoodsOfCategory, family: Household, random: RandomStream): readonly PricedItem[] {
  const count = Math.min(random.at('items').int(1, 8), goods.goods.length)
  const start = random.at('first-item').int(0, goods.goods.length - 1)
  const items: PricedItem[] = []
  let sum = 0
  for (let i = 0; i < count; i++) {
    const good = goods.goods[(start + i) % goods.goods.length]
    if (good === undefined) break
    const part = random.at('item').at(i)
    const cents = price(good, part.at('price'))
    const quantity = part.at('quantity').int(1, good.most ?? 1)
    if (sum + cents * quantity > ORDINARY_CENTS) break
    sum += cents * quantity
    items.push({ good, name: nameOf(good, family), cents, quantity })
  }
  return items
}

function receiptItem({ good, name, cents, quantity }: PricedItem): ReceiptItem {
  const unit = good.unit === undefined ? {} : { unit: good.unit }
  return { name, price: decimal(centsText(cents)), quantity, category: good.kind, ...unit }
}

/** Prices like to end in 9. */
function price(good: Good, random: RandomStream): number {
  const cents = random.int(good.cents[0], good.cents[1])
  return random.chance(0.6) ? Math.max(good.cents[0], cents - (cents % 10) - 1) : cents
}

function nameOf(good: Good, family: Household): string {
  return good.names[family.region.language]
}

/** Within 300 m or so: 0.003 degrees at most, six digits. */
function scattered(degrees: number, random: RandomStream): number {
  return (Math.round(degrees * 1e6) + random.int(-3000, 3000)) / 1e6
}

/** A moment of the family's time here, more likely on busy days; bills come from the 1st to the 5th. */
function moment(world: WorldBase, family: Household, monthly: boolean, random: RandomStream): number {
  const start = firstDay(family)
  const days = Math.floor((world.anchor - start) / DAY)
  const draw = random.at('day')
  let day = start + draw.int(0, days - 1) * DAY
  if (monthly) {
    const early = daysBefore(day, new Date(day).getUTCDate() - draw.int(1, 5))
    if (early >= start && early < world.anchor - DAY) day = early
  } else {
    while (!draw.chance(WEEKDAYS[weekday(day)] ?? 1)) day = start + draw.int(0, days - 1) * DAY
  }
  return day + random.at('time').int(8 * 3600, 21 * 3600 - 1) * 1000
}

function toldExpense(world: WorldBase, family: Household, told: StoryExpense, i: number): PlacedExpense {
  const member = memberNamed(family, told.by)
  const createdAt = Date.parse(told.created_at)
  const ordinal = TOLD_ORDINAL + i
  const id = told.id ?? world.ids.id({ kind: 'expense', family: family.index, member: 0, ordinal }, createdAt)
  const { receipt } = told
  const document: ExpenseDocument = {
    _id: `expense_${id}`,
    user_id: `USER#${member.id}`,
    family_id: `FAMILY#${family.id}`,
    amount: decimal(told.amount),
    currency: told.currency,
    category: told.category,
    ...(told.description === undefined ? {} : { description: told.description }),
    ...(receipt === undefined ? {} : { receipt: toldReceipt(receipt) }),
    ...(told.coordinates === undefined
      ? {}
      : { location: { type: 'Point' as const, coordinates: told.coordinates } }),
    ...(told.ai_insights === undefined ? {} : { ai_insights: told.ai_insights }),
    ...(told.attachments === undefined ? {} : { attachments: told.attachments }),
    version: 1,
    created_at: new Date(createdAt),
    updated_at: new Date(createdAt),
  }
  return { document, member: 0, ordinal, userId: member.id, amount: told.amount, createdAt }
}

function toldReceipt(receipt: NonNullable<StoryExpense['receipt']>): NonNullable<ExpenseDocument['receipt']> {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: decimal(item.price) })),
    ...(cashback === undefined ? {} : { cashback: decimal(cashback) }),
  }
}

function goodsOf(category: string): GoodsOfCategory {
  const goods = GOODS[category]
  if (goods === undefined) throw new RangeError(`There are no goods of ${category}.`)
  return goods
}
