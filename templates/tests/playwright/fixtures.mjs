import { test as base } from '@playwright/test'
import { forkHandle } from 'homemanager'

// `stack`: each worker has a copy of the data, with services and a gateway of its own.
export const test = base.extend({
  stack: [
    async ({}, use) => {
      const stack = await forkHandle(process.env.HOMEMANAGER_STACK, { services: true })
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ stack }, use) => use(stack.services.gateway),
})
export { expect } from '@playwright/test'
