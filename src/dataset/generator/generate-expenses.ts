import type { ExpenseDocument, ReceiptItem } from '../../domain/expense-document.js'
import { findMember } from './generate-todos.js'
import {
  CATEGORY_WEIGHTS,
  type Product,
  PRODUCTS_BY_CATEGORY,
  type CategoryProducts,
  LARGE_CATEGORY_WEIGHTS,
} from './products.js'
import { getFirstDay, type GeneratedFamily, type GeneratedMember } from './generate-family.js'
import { formatCents, toDecimal128 } from './format-cents.js'
import { LOCALES, type FixtureExpense } from '../profiles/profile.js'
import type { RandomStream } from './random-stream.js'
import { FIXTURE_ORDINAL_BASE, type GeneratorContext } from './generator-context.js'
import { getMidnightDaysBefore, getWeekday } from './calendar.js'

const DAY_MS = 86_400_000
/** How busy a day of the week is, from Sunday; Saturday is the day for shopping. */
const WEEKDAY_WEIGHTS = [0.45, 0.5, 0.5, 0.55, 0.6, 0.8, 1]
/** An ordinary expense stays below the limit of the review rule. */
const MAX_ORDINARY_CENTS = 49_000
/** Sums of these come on the first days of a month. */
const MONTHLY_CATEGORIES = new Set(['utilities'])

/** An expense with where it stands in the world. */
export interface GeneratedExpense {
  readonly document: ExpenseDocument
  readonly member: number
  readonly ordinal: number
  readonly userId: string
  /** The same as the document's, as text. */
  readonly amount: string
  readonly createdAt: number
}

/** Every expense of the family; with `only` just the large ones, without the trouble of making the others. */
export function generateExpenses(
  dataset: GeneratorContext,
  family: GeneratedFamily,
  only?: 'large',
): GeneratedExpense[] {
  const fixture = (family.fixture?.expenses ?? []).map((expense, i) =>
    createFixtureExpense(dataset, family, expense, i),
  )
  const { rank } = family
  if (rank === undefined) return fixture
  const most = Math.ceil(dataset.profile.maxExpensesPerAdult / rank)
  for (const [m, member] of family.members.entries()) {
    if (member.role === 'child') continue
    const count = family.random
      .derive('expenses')
      .derive(m)
      .int(Math.ceil(most / 2), most)
    const expenses = family.random.derive('expense').derive(m)
    for (let e = 0; e < count; e++) {
      const random = expenses.derive(e)
      const large = random.derive('large').chance(dataset.profile.ratios.large)
      if (only === undefined || large)
        fixture.push(generateExpense(dataset, family, member, m, e, large, random))
    }
  }
  return fixture
}

function generateExpense(
  dataset: GeneratorContext,
  family: GeneratedFamily,
  member: GeneratedMember,
  m: number,
  e: number,
  large: boolean,
  random: RandomStream,
): GeneratedExpense {
  const category = random.derive('category').pickWeighted(large ? LARGE_CATEGORY_WEIGHTS : CATEGORY_WEIGHTS)
  const products = getCategoryProducts(category)
  const items = large
    ? [generateExpensiveItem(products, family, random)]
    : generateOrdinaryItems(products, family, random)
  const cents = items.reduce((sum, item) => sum + item.cents * item.quantity, 0)
  const createdAt = generateTime(dataset, family, MONTHLY_CATEGORIES.has(category), random)
  const address = { kind: 'expense', family: family.index, member: m, ordinal: e } as const
  const amount = formatCents(cents)
  const district = random.derive('district').pick(family.city.districts)
  const shop = random.derive('shop').pick(products.shops[LOCALES.indexOf(family.locale)] ?? [])
  const detected = random.derive('detected').chance(0.6)
  const id = dataset.ids.encode(address, createdAt)
  const document: ExpenseDocument = {
    _id: `expense_${id}`,
    user_id: `USER#${member.id}`,
    family_id: `FAMILY#${family.id}`,
    amount: toDecimal128(amount),
    currency: family.region.currency,
    category: {
      primary: category,
      subcategory: random.derive('subcategory').pick(products.subcategories),
      ai_detected: detected,
      ...(detected ? { confidence: random.derive('confidence').int(61, 99) / 100 } : {}),
    },
    description: shop,
    ...(random.derive('receipt').chance(dataset.profile.ratios.receipts)
      ? {
          receipt: {
            store: shop,
            location: `${district.name}, ${family.city.name}`,
            items: items.map(toReceiptItem),
            payment_method: random.derive('payment').pick(['debit_card', 'credit_card', 'cash']),
          },
        }
      : {}),
    location: {
      type: 'Point',
      coordinates: [
        scatter(district.longitude, random.derive('longitude')),
        scatter(district.latitude, random.derive('latitude')),
      ],
    },
    version: 1,
    created_at: new Date(createdAt),
    updated_at: new Date(createdAt),
  }
  return { document, member: m, ordinal: e, userId: member.id, amount, createdAt }
}

interface PricedProduct {
  readonly product: Product
  readonly name: string
  readonly cents: number
  readonly quantity: number
}

function generateExpensiveItem(
  products: CategoryProducts,
  family: GeneratedFamily,
  random: RandomStream,
): PricedProduct {
  const good = random.derive('dear').pick(products.expensiveProducts ?? [])
  return {
    product: good,
    name: getProductName(good, family),
    cents: generatePrice(good, random.derive('dear-price')),
    quantity: 1,
  }
}

/** One to eight things, each once; nothing more goes in when the next would lift the sum out of the ordinary. */
function generateOrdinaryItems(
  products: CategoryProducts,
  family: GeneratedFamily,
  random: RandomStream,
): readonly PricedProduct[] {
  const count = Math.min(random.derive('items').int(1, 8), products.products.length)
  const start = random.derive('first-item').int(0, products.products.length - 1)
  const items: PricedProduct[] = []
  let sum = 0
  for (let i = 0; i < count; i++) {
    const good = products.products[(start + i) % products.products.length]
    if (good === undefined) break
    const part = random.derive('item').derive(i)
    const cents = generatePrice(good, part.derive('price'))
    const quantity = part.derive('quantity').int(1, good.maxQuantity ?? 1)
    if (sum + cents * quantity > MAX_ORDINARY_CENTS) break
    sum += cents * quantity
    items.push({ product: good, name: getProductName(good, family), cents, quantity })
  }
  return items
}

function toReceiptItem({ product, name, cents, quantity }: PricedProduct): ReceiptItem {
  const unit = product.unit === undefined ? {} : { unit: product.unit }
  return { name, price: toDecimal128(formatCents(cents)), quantity, category: product.kind, ...unit }
}

/** Prices like to end in 9. */
function generatePrice(good: Product, random: RandomStream): number {
  const cents = random.int(good.cents[0], good.cents[1])
  return random.chance(0.6) ? Math.max(good.cents[0], cents - (cents % 10) - 1) : cents
}

function getProductName(good: Product, family: GeneratedFamily): string {
  return good.names[family.region.language]
}

/** Within 300 m or so: 0.003 degrees at most, six digits. */
function scatter(degrees: number, random: RandomStream): number {
  return (Math.round(degrees * 1e6) + random.int(-3000, 3000)) / 1e6
}

/** A moment of the family's time here, more likely on busy days; bills come from the 1st to the 5th. */
function generateTime(
  dataset: GeneratorContext,
  family: GeneratedFamily,
  monthly: boolean,
  random: RandomStream,
): number {
  const start = getFirstDay(family)
  const days = Math.floor((dataset.anchor - start) / DAY_MS)
  const draw = random.derive('day')
  let day = start + draw.int(0, days - 1) * DAY_MS
  if (monthly) {
    const early = getMidnightDaysBefore(day, new Date(day).getUTCDate() - draw.int(1, 5))
    if (early >= start && early < dataset.anchor - DAY_MS) day = early
  } else {
    while (!draw.chance(WEEKDAY_WEIGHTS[getWeekday(day)] ?? 1)) day = start + draw.int(0, days - 1) * DAY_MS
  }
  return day + random.derive('time').int(8 * 3600, 21 * 3600 - 1) * 1000
}

function createFixtureExpense(
  dataset: GeneratorContext,
  family: GeneratedFamily,
  fixture: FixtureExpense,
  i: number,
): GeneratedExpense {
  const member = findMember(family, fixture.by)
  const createdAt = Date.parse(fixture.created_at)
  const ordinal = FIXTURE_ORDINAL_BASE + i
  const id =
    fixture.id ?? dataset.ids.encode({ kind: 'expense', family: family.index, member: 0, ordinal }, createdAt)
  const { receipt } = fixture
  const document: ExpenseDocument = {
    _id: `expense_${id}`,
    user_id: `USER#${member.id}`,
    family_id: `FAMILY#${family.id}`,
    amount: toDecimal128(fixture.amount),
    currency: fixture.currency,
    category: fixture.category,
    ...(fixture.description === undefined ? {} : { description: fixture.description }),
    ...(receipt === undefined ? {} : { receipt: createFixtureReceipt(receipt) }),
    ...(fixture.coordinates === undefined
      ? {}
      : { location: { type: 'Point' as const, coordinates: fixture.coordinates } }),
    ...(fixture.ai_insights === undefined ? {} : { ai_insights: fixture.ai_insights }),
    ...(fixture.attachments === undefined ? {} : { attachments: fixture.attachments }),
    version: 1,
    created_at: new Date(createdAt),
    updated_at: new Date(createdAt),
  }
  return { document, member: 0, ordinal, userId: member.id, amount: fixture.amount, createdAt }
}

function createFixtureReceipt(
  receipt: NonNullable<FixtureExpense['receipt']>,
): NonNullable<ExpenseDocument['receipt']> {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: toDecimal128(item.price) })),
    ...(cashback === undefined ? {} : { cashback: toDecimal128(cashback) }),
  }
}

function getCategoryProducts(category: string): CategoryProducts {
  const products = PRODUCTS_BY_CATEGORY[category]
  if (products === undefined) throw new RangeError(`There are no goods of ${category}.`)
  return products
}
