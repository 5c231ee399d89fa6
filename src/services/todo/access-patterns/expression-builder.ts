export type KeyAttribute = 'PK' | 'SK' | 'GSI1PK' | 'GSI1SK' | 'GSI3PK' | 'GSI3SK'

/** A DynamoDB query: index, key condition, filter, and the key attributes of its cursor. */
export interface TodoQueryPlan {
  /** Undefined: the table. */
  readonly index?: 'GSI1' | 'GSI2' | 'GSI3'
  readonly keyCondition: string
  readonly filter: string | undefined
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, string>>
  readonly cursorKeys: readonly KeyAttribute[]
}

/** Builds DynamoDB expressions. Values are always bound, never part of the expression. */
export class ExpressionBuilder {
  readonly #keyConditions: string[] = []
  readonly #filters: string[] = []
  #names: Readonly<Record<string, string>> = {}
  #values: Readonly<Record<string, string>> = {}

  addKeyCondition(condition: string, values: Readonly<Record<string, string>>): void {
    this.#keyConditions.push(condition)
    this.#values = { ...this.#values, ...values }
  }

  addFilter(
    condition: string,
    values: Readonly<Record<string, string>>,
    names: Readonly<Record<string, string>> = {},
  ): void {
    this.#filters.push(condition)
    this.#values = { ...this.#values, ...values }
    this.#names = { ...this.#names, ...names }
  }

  addKeyRange(name: KeyAttribute, from: string | undefined, to: string | undefined): void {
    if (from !== undefined && to !== undefined) {
      this.addKeyCondition(`${name} BETWEEN :from AND :to`, { ':from': from, ':to': to })
    } else if (from !== undefined) this.addKeyCondition(`${name} >= :from`, { ':from': from })
    else if (to !== undefined) this.addKeyCondition(`${name} <= :to`, { ':to': to })
  }

  addRangeFilter(name: KeyAttribute, from: string | undefined, to: string | undefined): void {
    if (from !== undefined) this.addFilter(`${name} >= :from`, { ':from': from })
    if (to !== undefined) this.addFilter(`${name} <= :to`, { ':to': to })
  }

  /** Limits the result to the given values of GSI1PK. */
  addScopeFilter(scopes: readonly string[]): void {
    const values = Object.fromEntries(scopes.map((scope, i) => [`:scope${i}`, scope]))
    this.addFilter(`GSI1PK IN (${Object.keys(values).join(', ')})`, values)
  }

  build(cursorKeys: readonly KeyAttribute[], index?: 'GSI1' | 'GSI2' | 'GSI3'): TodoQueryPlan {
    return {
      ...(index === undefined ? {} : { index }),
      keyCondition: this.#keyConditions.join(' AND '),
      filter: this.#filters.length === 0 ? undefined : this.#filters.join(' AND '),
      names: this.#names,
      values: this.#values,
      cursorKeys,
    }
  }
}
