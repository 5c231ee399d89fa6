import type { ExpenseDocument, ReceiptItem } from '../../../domain/entities/expense.js'
import type { FixtureExpense } from '../../profiles/profile.js'
import { LOCALES } from '../../profiles/fixture-schema.js'
import { DAY_MS, getMidnightDaysBefore, getWeekday } from '../calendar.js'
import { defineGenerator, type GeneratorInput, type GeneratorTime } from '../entity-generator.js'
import type { PlannedFamily, PlannedMember } from '../family-plan.js'
import { findMember } from '../find-member.js'
import { formatCents, toDecimal128 } from '../format-cents.js'
import { FIXTURE_ORDINAL_BASE } from '../generator-context.js'
import {
  CATEGORY_WEIGHTS,
  type CategoryProducts,
  LARGE_CATEGORY_WEIGHTS,
  type Product,
  PRODUCTS_BY_CATEGORY,
} from '../products.js'
import type { RandomStream } from '../random-stream.js'

/** Relative number of expenses by day of the week, starting on Sunday. Most are on Saturday. */
const WEEKDAY_WEIGHTS = [0.45, 0.5, 0.5, 0.55, 0.6, 0.8, 1]
/** Keeps ordinary expenses below the limit of the review rule. */
const MAX_ORDINARY_CENTS = 49_000
/** Expenses of these categories fall on the first days of a month. */
const MONTHLY_CATEGORIES = new Set(['utilities'])

type ExpenseInput = GeneratorInput<PlannedFamily>

/** A generated expense and its position in the dataset. */
export interface GeneratedExpense {
  readonly document: ExpenseDocument
  readonly member: number
  readonly ordinal: number
  readonly userId: string
  /** The document's amount as a decimal string. */
  readonly amount: string
  readonly createdAt: number
}

export const expenses = defineGenerator('expenses', {
  generate: (input) => generateExpenses(input).map(({ document }) => document),
})

/** All expenses of the family. `only: 'large'` does not generate the others; fixtures are always included. */
export function generateExpenses(input: ExpenseInput, only?: 'large'): GeneratedExpense[] {
  const { family, profile } = input
  const generated = (family.fixture?.expenses ?? []).map((expense, i) =>
    createFixtureExpense(input, expense, i),
  )
  const { rank } = family
  if (rank === undefined) return generated
  const maxCount = Math.ceil(profile.maxExpensesPerAdult / rank)
  for (const [m, member] of family.members.entries()) {
    if (member.role === 'child') continue
    const count = input.random
      .derive('expenses')
      .derive(m)
      .int(Math.ceil(maxCount / 2), maxCount)
    const memberRandom = input.random.derive('expense').derive(m)
    for (let e = 0; e < count; e++) {
      const random = memberRandom.derive(e)
      const large = random.derive('large').chance(profile.ratios.large)
      if (only === undefined || large) generated.push(generateExpense(input, member, m, e, large, random))
    }
  }
  return generated
}

function generateExpense(
  { family, profile, time, createId }: ExpenseInput,
  member: PlannedMember,
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
  const createdAt = generateTime(time, MONTHLY_CATEGORIES.has(category), random)
  const amount = formatCents(cents)
  const district = random.derive('district').pick(family.city.districts)
  const shop = random.derive('shop').pick(products.shops[LOCALES.indexOf(family.locale)] ?? [])
  const detected = random.derive('detected').chance(0.6)
  const id = createId({ member: m, ordinal: e }, createdAt)
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
    ...(random.derive('receipt').chance(profile.ratios.receipts)
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
  family: PlannedFamily,
  random: RandomStream,
): PricedProduct {
  // The labels 'dear' and 'dear-price' stay: generated records depend on them.
  const product = random.derive('dear').pick(products.expensiveProducts ?? [])
  return {
    product,
    name: getProductName(product, family),
    cents: generatePrice(product, random.derive('dear-price')),
    quantity: 1,
  }
}

/** One to eight different products. Stops before the sum would exceed the limit of an ordinary expense. */
function generateOrdinaryItems(
  products: CategoryProducts,
  family: PlannedFamily,
  random: RandomStream,
): readonly PricedProduct[] {
  const count = Math.min(random.derive('items').int(1, 8), products.products.length)
  const start = random.derive('first-item').int(0, products.products.length - 1)
  const items: PricedProduct[] = []
  let sum = 0
  for (let i = 0; i < count; i++) {
    const product = products.products[(start + i) % products.products.length]
    if (product === undefined) break
    const itemRandom = random.derive('item').derive(i)
    const cents = generatePrice(product, itemRandom.derive('price'))
    const quantity = itemRandom.derive('quantity').int(1, product.maxQuantity ?? 1)
    if (sum + cents * quantity > MAX_ORDINARY_CENTS) break
    sum += cents * quantity
    items.push({ product, name: getProductName(product, family), cents, quantity })
  }
  return items
}

function toReceiptItem({ product, name, cents, quantity }: PricedProduct): ReceiptItem {
  const unit = product.unit === undefined ? {} : { unit: product.unit }
  return { name, price: toDecimal128(formatCents(cents)), quantity, category: product.kind, ...unit }
}

/** Most prices end in 9. */
function generatePrice(product: Product, random: RandomStream): number {
  const cents = random.int(product.cents[0], product.cents[1])
  return random.chance(0.6) ? Math.max(product.cents[0], cents - (cents % 10) - 1) : cents
}

function getProductName(product: Product, family: PlannedFamily): string {
  return product.names[family.region.language]
}

/** Moves a coordinate by at most 0.003 degrees, about 300 m. The result has six decimals. */
function scatter(degrees: number, random: RandomStream): number {
  return (Math.round(degrees * 1e6) + random.int(-3000, 3000)) / 1e6
}

/** A time since the family was created, weighted by day of the week. Monthly bills fall on the 1st to the 5th. */
function generateTime(
  { firstDay: start, anchor }: GeneratorTime,
  monthly: boolean,
  random: RandomStream,
): number {
  const days = Math.floor((anchor - start) / DAY_MS)
  const draw = random.derive('day')
  let day = start + draw.int(0, days - 1) * DAY_MS
  if (monthly) {
    const early = getMidnightDaysBefore(day, new Date(day).getUTCDate() - draw.int(1, 5))
    if (early >= start && early < anchor - DAY_MS) day = early
  } else {
    while (!draw.chance(WEEKDAY_WEIGHTS[getWeekday(day)] ?? 1)) day = start + draw.int(0, days - 1) * DAY_MS
  }
  return day + random.derive('time').int(8 * 3600, 21 * 3600 - 1) * 1000
}

function createFixtureExpense(
  { family, createId }: ExpenseInput,
  fixture: FixtureExpense,
  i: number,
): GeneratedExpense {
  const member = findMember(family, fixture.by)
  const createdAt = Date.parse(fixture.created_at)
  const ordinal = FIXTURE_ORDINAL_BASE + i
  const id = fixture.id ?? createId({ ordinal }, createdAt)
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
  if (products === undefined) throw new RangeError(`Category ${category} has no products.`)
  return products
}
