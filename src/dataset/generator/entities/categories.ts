import { defineGenerator } from '../entity-generator.js'
import { PRODUCTS_BY_CATEGORY } from '../products.js'

/** The reference data of the budget service. Every generated expense belongs to one of these categories. */
export const categories = defineGenerator('categories', {
  shared: Object.entries(PRODUCTS_BY_CATEGORY).map(([name, { subcategories }]) => ({
    _id: name,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    subcategories,
    version: 1,
  })),
})
