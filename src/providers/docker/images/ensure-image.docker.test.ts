import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canTestWithDocker } from '../../../../test/support/docker.js'
import {
  REGISTRY_CREDENTIALS,
  canTestWithRegistry,
  startTestRegistry,
  type TestRegistry,
} from '../../../../test/support/docker-registry.js'
import type { PullPolicy } from '../../provider.js'
import { connectDaemon, getDockerClient } from '../daemon/connect-daemon.js'
import { ensureImage, type LocalImage } from './ensure-image.js'

describe.skipIf(!(await canTestWithDocker()) || !canTestWithRegistry())(
  'an image from a private registry',
  () => {
    let registry: TestRegistry
    let config: string
    let image: string
    const updates: { readonly note: string; readonly done: number; readonly total: number }[] = []

    beforeAll(async () => {
      registry = await startTestRegistry()
      config = mkdtempSync(join(tmpdir(), 'homemanager-login-'))
      vi.stubEnv('DOCKER_CONFIG', config)
      image = await registry.push('team/engine:1', 3_000_000)
    })
    afterAll(async () => {
      vi.unstubAllEnvs()
      const docker = await getDockerClient()
      await docker
        .getImage(image)
        .remove()
        .catch(() => {})
      await registry[Symbol.asyncDispose]()
      rmSync(config, { recursive: true })
    })

    async function ensure(name: string, policy: PullPolicy = 'missing'): Promise<LocalImage> {
      return ensureImage(await connectDaemon(), name, {
        policy,
        signal: new AbortController().signal,
        onProgress: (note, amount) => {
          if (amount) updates.push({ note, ...amount })
        },
      })
    }

    test('requires a login, and suggests it', async () => {
      await expect(ensure(image)).rejects.toMatchObject({
        code: 'IMAGE_PULL_FAILED',
        exitCode: 5,
        message: `The image ${image} could not be pulled.`,
        suggestion: expect.stringMatching(
          /^Run docker login 127\.0\.0\.1:\d+; .* --provider embedded, which needs no images\.$/,
        ),
      })
    })

    test('is not pulled with --pull never', async () => {
      await expect(ensure(image, 'never')).rejects.toMatchObject({ code: 'IMAGE_MISSING', exitCode: 5 })
    })

    test('is pulled with the credentials of docker login, and its layers share one progress bar', async () => {
      const auth = Buffer.from(`${REGISTRY_CREDENTIALS.username}:${REGISTRY_CREDENTIALS.password}`).toString(
        'base64',
      )
      writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
      const { Id } = await ensure(image)
      expect(Id).toMatch(/^sha256:/)
      const total = Math.max(...updates.map((each) => each.total))
      expect(total).toBeGreaterThan(2_900_000)
      for (const note of [`pulling ${image}`, `extracting ${image}`]) {
        expect(updates.findLast((each) => each.note === note)).toMatchObject({ done: total, total })
      }
      // The progress bar is removed before the container starts.
      expect(updates.at(-1)).toEqual({ note: 'starting', done: 0, total: 0 })
    })

    test('is pulled with the configured credential helper', async () => {
      const docker = await getDockerClient()
      await docker.getImage(image).remove()
      const helper = join(config, 'docker-credential-testhelper')
      writeFileSync(
        helper,
        `#!/bin/sh\nread registry\n[ "$1 $registry" = "get ${registry.host}" ] || exit 1\n` +
          `echo '{"ServerURL":"'$registry'","Username":"${REGISTRY_CREDENTIALS.username}","Secret":"${REGISTRY_CREDENTIALS.password}"}'\n`,
      )
      chmodSync(helper, 0o755)
      writeFileSync(
        join(config, 'config.json'),
        JSON.stringify({ credHelpers: { [registry.host]: 'testhelper' } }),
      )
      vi.stubEnv('PATH', `${config}${delimiter}${process.env['PATH'] ?? ''}`)
      expect((await ensure(image)).Id).toMatch(/^sha256:/)
    })

    test('that exists locally is pulled again only with --pull always', async () => {
      updates.length = 0
      const { Id } = await ensure(image)
      expect(updates).toEqual([])
      writeFileSync(join(config, 'config.json'), '{}')
      await expect(ensure(image, 'always')).rejects.toMatchObject({ code: 'IMAGE_PULL_FAILED' })
      expect((await ensure(image, 'never')).Id).toBe(Id)
    })

    test('of an unresponsive registry times out, long before the command does', async () => {
      const unresponsive = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
      await once(unresponsive, 'listening')
      try {
        const { port } = unresponsive.address() as AddressInfo
        await expect(ensure(`127.0.0.1:${port}/team/engine:1`)).rejects.toMatchObject({
          code: 'IMAGE_PULL_FAILED',
          detail: 'The registry did not respond within 15 s.',
        })
      } finally {
        unresponsive.close()
      }
    })

    test('that does not exist is an error with its name', async () => {
      await expect(ensure(`${registry.host}/no/such:1`)).rejects.toMatchObject({
        message: `The image ${registry.host}/no/such:1 could not be pulled.`,
      })
    })
  },
)
