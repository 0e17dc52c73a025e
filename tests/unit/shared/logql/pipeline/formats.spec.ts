import { describe, expect, it } from 'vitest'
import { parseQuery, type LogNode } from '#shared/logql'
import { Labels, PipelineError, stageRunner } from '#shared/logql/pipeline'

function run(pipeline: string, stream: Record<string, string>, metadata: Record<string, string> = {}) {
  const { stages } = parseQuery(`{a="b"} ${pipeline}`) as LogNode
  const labels = new Labels(new Map(Object.entries(stream)), new Map(Object.entries(metadata)))
  const line = { text: 'k=v msg', timestamp: 60_000_000_000n, labels }
  return stages.map(stageRunner).every(runner => runner(line)) ? { text: line.text, labels: labels.toRecord(), categoryOf: (name: string) => labels.categoryOf(name) } : undefined
}

describe('line_format and label_format', () => {
  it('make the line and labels of templates', () => {
    expect(run('| logfmt | line_format "{{.k}}-{{__timestamp__ | unixEpoch}}-{{__line__}}"', {})?.text).toBe('v-60-k=v msg')
    expect(run('| label_format x="{{.y | upper}}", z=y', { y: 'q' })?.labels).toEqual({ x: 'Q', z: 'q' })
  })

  it('templates of one stage see the labels as they were', () => {
    expect(run('| label_format a="{{.b}}", b="{{.a}}"', { a: '1', b: '2' })?.labels).toEqual({ a: '2', b: '1' })
  })

  it('a failure keeps the line and marks it', () => {
    expect(run('| line_format "{{.a | substr 9 1}}"', { a: 'abc' })).toMatchObject({ text: 'k=v msg', labels: { __error__: 'TemplateFormatErr' } })
    expect(run('| label_format b="{{div 1 0}}"', { a: 'abc' })?.labels).toMatchObject({ a: 'abc', __error__: 'TemplateFormatErr' })
  })

  it('what is set is parsed, whatever it was before', () => {
    expect(run('| label_format b=a', {}, { a: '1' })?.categoryOf('b')).toBe('parsed')
    expect(run('', {}, { a: '1' })?.categoryOf('a')).toBe('metadata')
    expect(run('| label_format b="{{.a}}"', { a: '1' })?.categoryOf('b')).toBe('parsed')
    expect(run('| label_format b=missing', { b: '1' })?.labels).toEqual({ b: '1' })
  })

  it.each(['| line_format "{{nosuchfunc}}"', '| label_format x="{{"', '| label_format a=b, a=c', '| label_format __error__=b'])('%s can’t be built', (pipeline) => {
    expect(() => run(pipeline, {})).toThrow(PipelineError)
  })
})

describe('labels', () => {
  it('metadata that the stream has too is renamed', () => {
    expect(run('| logfmt', { k: 's' }, { k: 'm' })?.labels).toEqual({ k: 's', k_extracted: 'v' })
    expect(run('', { k: 's' }, { k: 'm' })?.labels).toEqual({ k: 's', k_extracted: 'm' })
    expect(run('| drop k | logfmt', {}, { k: 'm' })?.labels).toEqual({ k: 'v' })
  })
})
