import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEvent } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_JSON_BYTES, readBytes, readJson } from '~~/server/utils/body'
import { toErrorAnswer } from '~~/server/utils/errors'

let server: Server
let url: string
beforeEach(async () => {
  server = createServer(async (req, res) => {
    try {
      const body = await readJson(createEvent(req, res))
      res.end(JSON.stringify({ body }))
    }
    catch (error) {
      const { status, body } = toErrorAnswer(error)
      res.writeHead(status).end(JSON.stringify(body))
    }
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function post(body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const answer = await fetch(url, { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  return { status: answer.status, body: await answer.json() as Record<string, unknown> & { error?: { code: string, message: string } } }
}

describe('readJson', () => {
  it('reads JSON, whatever it is called', async () => {
    expect((await post('{"a":[1,"ü"]}')).body).toEqual({ body: { a: [1, 'ü'] } })
    expect((await post('null', {})).body).toEqual({ body: null })
  })

  it.each([
    ['{"a":', 'quotes, commas and brackets'], ['', 'empty'], ['{\'a\':1}', 'quotes'], [new Uint8Array([0x22, 0xff, 0x22]), 'not valid JSON'],
    ['['.repeat(500_000), 'not valid JSON'],
  ])('refuses what is not JSON with a hint: %.20j', async (text, hint) => {
    const { status, body } = await post(text)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'bad_request', message: expect.stringContaining(hint) })
  })

  it('names the content type when it is another', async () => {
    expect((await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' })).body.error!.message).toContain('Content-Type: application/json')
  })

  it('makes no prototype of what is called so', async () => {
    await post('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('refuses compressed bodies', async () => {
    expect((await post('x', { 'content-encoding': 'gzip' })).status).toBe(415)
  })

  it('takes a body of exactly the limit, and none that is a byte longer', async () => {
    const text = (size: number) => `"${'x'.repeat(size - 2)}"`
    expect((await post(text(MAX_JSON_BYTES))).status).toBe(200)
    expect(await post(text(MAX_JSON_BYTES + 1))).toMatchObject({ status: 413, body: { error: { code: 'too_large', message: expect.stringContaining('1024 KiB') } } })
  })

  it('stops a stream of unknown length', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        if (sent++ < 40) controller.enqueue(new Uint8Array(100_000))
        else controller.close()
      },
    })
    expect((await post(endless as BodyInit)).status).toBe(413)
  })

  it('does not wait for the whole of a body that is far too large', async () => {
    const status = await new Promise((done) => {
      const req = request(url, { method: 'POST', headers: { 'content-length': 10 ** 12 } }, res => done(res.statusCode))
      const chunk = Buffer.alloc(1024 * 1024)
      const write = () => {
        while (!req.destroyed && req.write(chunk));
      }
      req.on('drain', write).on('error', () => {})
      write()
    })
    expect(status).toBe(413)
  })
})

describe('readBytes', () => {
  it('reads the ready body of a request that the server makes to itself', async () => {
    const internal = (body: unknown) => ({ body, headers: {} }) as unknown as IncomingMessage
    expect((await readBytes(internal('abc'), 3)).toString()).toBe('abc')
    expect(await readBytes(internal(null), 3)).toHaveLength(0)
    await expect(async () => readBytes(internal('abcd'), 3)).rejects.toThrow('larger')
  })
})
