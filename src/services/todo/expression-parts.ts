export type KeyName = 'PK' | 'SK' | 'GSI1PK' | 'GSI1SK' | 'GSI3PK' | 'GSI3SK'

/** How a list is read: which index, which part of it, what is filtered out, and what a cursor of it consists of. */
export interface TodoQueryPlan {
  /** Missing: the table itself. */
  readonly index?: 'GSI1' | 'GSI2' | 'GSI3'
  readonly keyCondition: string
  readonly filter: string | undefined
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, string>>
  readonly cursorKeys: readonly KeyName[]
}

/** Collects the parts of DynamoDB's expressions; values are only ever bound, never part of the text. */
export class ExpressionParts {
  readonly #keys: string[] = []
  readonly #filters: string[] = []
  #names: Readonly<Record<string, string>> = {}
  #values: Readonly<Record<string, string>> = {}

  key(condition: string, values: Readonly<Record<string, string>>): void {
    this.#keys.push(condition)
    this.#values = { ...this.#values, ...values }
  }

  filter(
    condition: string,
    values: Readonly<Record<string, string>>,
    names: Readonly<Record<string, string>> = {},
  ): void {
    this.#filters.push(condition)
    this.#values = { ...this.#values, ...values }
    this.#names = { ...this.#names, ...names }
  }

  range(name: KeyName, from: string | undefined, to: string | undefined): void {
    if (from !== undefined && to !== undefined) {
      this.key(`${name} BETWEEN :from AND :to`, { ':from': from, ':to': to })
    } else if (from !== undefined) this.key(`${name} >= :from`, { ':from': from })
    else if (to !== undefined) this.key(`${name} <= :to`, { ':to': to })
  }

  rangeFilter(name: KeyName, from: string | undefined, to: string | undefined): void {
    if (from !== undefined) this.filter(`${name} >= :from`, { ':from': from })
    if (to !== undefined) this.filter(`${name} <= :to`, { ':to': to })
  }

  /** Of the caller's family, or their own. */
  within(scopes: readonly string[]): void {
    const values = Object.fromEntries(scopes.map((scope, i) => [`:scope${i}`, scope]))
    this.filter(`GSI1PK IN (${Object.keys(values).join(', ')})`, values)
  }

  plan(cursorKeys: readonly KeyName[], index?: 'GSI1' | 'GSI2' | 'GSI3'): TodoQueryPlan {
    return {
      ...(index === undefined ? {} : { index }),
      keyCondition: this.#keys.join(' AND '),
      filter: this.#filters.length === 0 ? undefined : this.#filters.join(' AND '),
      names: this.#names,
      values: this.#values,
      cursorKeys,
    }
  }
}
