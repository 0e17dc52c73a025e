import { describe, expect, it } from 'vitest'
import { readCreateTable } from '~~/server/domain/storage/custom/create-table'
import { SqlTextError } from '~~/server/domain/storage/custom/lexer'

const COLUMNS = 'ts DateTime64(3), msg String, n UInt32, f Float64'
const withColumn = (column: string) => `CREATE TABLE t (${COLUMNS}, ${column}) ENGINE = MergeTree ORDER BY ts`
const withClauses = (clauses: string) => `CREATE TABLE t (${COLUMNS}) ${clauses}`

const refusal = (ddl: string): string => {
  try {
    const made = readCreateTable(ddl)
    return `TAKEN ${JSON.stringify(made)}`
  }
  catch (error) {
    if (!(error instanceof SqlTextError)) throw error
    return error.message
  }
}

describe('a CREATE TABLE statement', () => {
  it('is written anew from what was understood', () => {
    const made = readCreateTable(`
      create table if not exists "my db".\`my table\` ( -- the requests
        \`Timestamp\` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
        level LowCardinality(String) DEFAULT 'info' COMMENT 'it''s a \\'level\\'',
        msg String /* the text */ CODEC(ZSTD(1)),
        took Float64 NULL,
        host LowCardinality(String) DEFAULT domain(url), url String,
        day Date MATERIALIZED toDate(Timestamp),
        tags Map(LowCardinality(String), String), "we'ird \`col\\\\" Enum8('a', 'b' = 5),
        size UInt64 ALIAS length(msg) + 1,
        Segment UInt64, Ordinal UInt32,
        INDEX words lower(msg) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1,
        INDEX keys mapKeys(tags) TYPE bloom_filter(0.01)
      )
      ENGINE = ReplacingMergeTree(took2)
      PARTITION BY toYYYYMM(Timestamp)
      PRIMARY KEY host
      ORDER BY (host, toStartOfHour(Timestamp), Timestamp)
      TTL toDateTime(Timestamp) + INTERVAL 30 DAY DELETE
      SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1
      COMMENT 'all of them';
    `.replace('took2', 'size2').replace('size UInt64 ALIAS', 'size2 UInt64, size UInt64 ALIAS'))
    expect(made.columns).toEqual([
      { name: 'Timestamp', type: 'DateTime64(9)', kind: 'plain' },
      { name: 'level', type: 'LowCardinality(String)', kind: 'default' },
      { name: 'msg', type: 'String', kind: 'plain' },
      { name: 'took', type: 'Nullable(Float64)', kind: 'plain' },
      { name: 'host', type: 'LowCardinality(String)', kind: 'default' },
      { name: 'url', type: 'String', kind: 'plain' },
      { name: 'day', type: 'Date', kind: 'computed' },
      { name: 'tags', type: 'Map(LowCardinality(String), String)', kind: 'plain' },
      { name: 'we\'ird `col\\', type: 'Enum8(\'a\' = 1, \'b\' = 5)', kind: 'plain' },
      { name: 'size2', type: 'UInt64', kind: 'plain' },
      { name: 'size', type: 'UInt64', kind: 'computed' },
    ])
    expect(made.clauses).toEqual({
      elements: [
        '`Timestamp` DateTime64(9) CODEC(Delta(8), ZSTD(1))',
        '`level` LowCardinality(String) DEFAULT \'info\' COMMENT \'it\\\'s a \\\'level\\\'\'',
        '`msg` String CODEC(ZSTD(1))',
        '`took` Nullable(Float64)',
        '`host` LowCardinality(String) DEFAULT domain(`url`)',
        '`url` String',
        '`day` Date MATERIALIZED toDate(`Timestamp`)',
        '`tags` Map(LowCardinality(String), String)',
        '`we\'ird \\`col\\\\` Enum8(\'a\' = 1, \'b\' = 5)',
        '`size2` UInt64',
        '`size` UInt64 ALIAS (length(`msg`) + 1)',
        'INDEX `words` lower(`msg`) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1',
        'INDEX `keys` mapKeys(`tags`) TYPE bloom_filter(0.01) GRANULARITY 1',
      ],
      engine: 'ReplacingMergeTree(`size2`)',
      keys: ['PRIMARY KEY `host`', 'ORDER BY tuple(`host`, toStartOfHour(`Timestamp`), `Timestamp`)'],
      settings: ['index_granularity = 8192'],
    })
    expect(made.notes).toHaveLength(4)
  })

  it('says where and what is wrong', () => {
    expect(refusal('CREATE TABLE t (\n  ts DateTime,\n  x Strin\n) ENGINE = MergeTree ORDER BY ts')).toMatch(/^line 3, column 5: Strin is not a type that lines can be written as\. There are/)
    expect(refusal('CREATE TABLE t (ts DateTime')).toBe('line 1, column 28: expected DEFAULT, MATERIALIZED, ALIAS, CODEC, COMMENT, or the next column, found the end')
    expect(refusal('')).toBe('line 1, column 1: expected CREATE TABLE, found the end')
    expect(refusal('CREATE TABLE t (a \'x')).toContain('the quote that opens here is never closed')
    expect(refusal(withClauses('ENGINE = MergeTree'))).toContain('expected ORDER BY')
    expect(refusal(withClauses('ENGINE = MergeTree ORDER BY nothing'))).toBe(`line 1, column ${withClauses('ENGINE = MergeTree ORDER BY nothing').indexOf('nothing') + 1}: there is no column "nothing"`)
    expect(refusal('CREATE TABLE t (a String, a UInt8) ENGINE = MergeTree ORDER BY a')).toContain('"a" is there twice')
    expect(refusal('CREATE TABLE t (Segment String, a UInt8) ENGINE = MergeTree ORDER BY a')).toContain('Segment is a column that Cordwood adds, UInt64')
  })

  // What each of these would do, had it been run as it stands, was tried or is documented by ClickHouse.
  it.each<[string, string, RegExp]>([
    ['a second statement', `${withClauses('ENGINE = MergeTree ORDER BY ts')}; DROP TABLE x`, /expected the end/],
    ['another statement', 'DROP TABLE x', /expected CREATE TABLE/],
    ['ATTACH with a path', 'ATTACH TABLE t FROM \'/etc\' (a String) ENGINE = File(TSV)', /expected CREATE TABLE/],
    ['OR REPLACE', withClauses('ENGINE = MergeTree ORDER BY ts').replace('CREATE', 'CREATE OR REPLACE'), /only a plain CREATE TABLE/],
    ['a temporary table', withClauses('ENGINE = MergeTree ORDER BY ts').replace('CREATE', 'CREATE TEMPORARY'), /only a plain CREATE TABLE/],
    ['a view', 'CREATE VIEW v AS SELECT * FROM system.users', /only a plain CREATE TABLE/],
    ['a materialized view', 'CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a', /only a plain CREATE TABLE/],
    ['a dictionary', 'CREATE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(EXECUTABLE(COMMAND \'id\' FORMAT TSV))', /only a plain CREATE TABLE/],
    ['a function', 'CREATE FUNCTION f AS x -> x', /only a plain CREATE TABLE/],
    ['a user', 'CREATE USER u IDENTIFIED BY \'x\'', /only a plain CREATE TABLE/],
    ['AS SELECT', withClauses('ENGINE = MergeTree ORDER BY ts AS SELECT * FROM system.users'), /leave AS out/],
    ['AS SELECT without columns', 'CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT file(\'/etc/passwd\') AS a', /expected \(/],
    ['AS a table', 'CREATE TABLE t AS system.users', /name the columns/],
    ['AS a table function', 'CREATE TABLE t AS file(\'/etc/passwd\')', /name the columns/],
    ['CLONE AS', 'CREATE TABLE t CLONE AS other.t', /name the columns/],
    ['ON CLUSTER', 'CREATE TABLE t ON CLUSTER c (a String) ENGINE = MergeTree ORDER BY a', /ON CLUSTER/],
    ['INTO OUTFILE', withClauses('ENGINE = MergeTree ORDER BY ts INTO OUTFILE \'/tmp/x\''), /INTO has no place/],
    ['FORMAT', withClauses('ENGINE = MergeTree ORDER BY ts FORMAT TSV'), /FORMAT has no place/],
    ['no columns', 'CREATE TABLE t () ENGINE = MergeTree ORDER BY tuple()', /no columns/],
    ...['File(TSV, \'/etc/passwd\')', 'URL(\'http://169.254.169.254/\', TSV)', 'S3(\'https://x/\', \'k\', \'s\')', 'MySQL(\'h\', \'d\', \'t\', \'u\', \'p\')',
      'PostgreSQL(\'h\', \'d\', \'t\', \'u\', \'p\')', 'Distributed(\'c\', \'d\', \'t\')', 'Merge(\'.*\', \'.*\')', 'Buffer(system, users, 1, 1, 1, 1, 1, 1, 1)',
      'Kafka', 'Executable(\'x.py\', TSV)', 'ExecutablePool(\'x.py\', TSV)', 'Dictionary(d)', 'EmbeddedRocksDB', 'Null', 'Memory', 'Log', 'Set', 'Join(ANY, LEFT, ts)',
      'Alias(system.users)', 'MaterializedView', 'RemoteSecure', 'AzureBlobStorage(\'x\')', 'HDFS(\'x\')', 'SQLite(\'/etc/x.db\', \'t\')', 'ODBC(\'x\', \'y\')', 'JDBC(\'x\')',
      'MongoDB(\'x\')', 'Redis(\'x\')', 'NATS', 'RabbitMQ', 'FileLog(\'/var/log\', TSV)', 'Hive(\'x\')', 'DeltaLake(\'x\')', 'Iceberg(\'x\')', 'Hudi(\'x\')', 'TimeSeries', 'Loop(t)',
      'ReplicatedMergeTree(\'/clickhouse/tables/{shard}/{database}/victim\', \'{replica}\')',
      'SummingMergeTree', 'AggregatingMergeTree', 'CollapsingMergeTree(n)', 'VersionedCollapsingMergeTree(n, n)', 'GraphiteMergeTree(\'x\')', 'CoalescingMergeTree',
    ].map((engine): [string, string, RegExp] => [`the engine ${engine}`, withClauses(`ENGINE = ${engine} ORDER BY ts`), /can’t be its engine/]),
    ['an argument of MergeTree', withClauses('ENGINE = MergeTree(ts) ORDER BY ts'), /takes nothing between its brackets/],
    ['a version that is no column', withClauses('ENGINE = ReplacingMergeTree(file(\'/etc/passwd\')) ORDER BY ts'), /file is not one that/],
    ...['disk = \'web\'', 'disk = disk(type = local, path = \'/etc/\')', 'storage_policy = \'s3\'', 'index_granularity = 1', 'index_granularity = 8192, table_disk = 1',
      'old_parts_lifetime = 0', 'min_bytes_for_wide_part = \'x\'', 'replicated_deduplication_window = 0', 'enable_block_number_column = 1',
    ].map((setting): [string, string, RegExp] => [`the setting ${setting}`, withClauses(`ENGINE = MergeTree ORDER BY ts SETTINGS ${setting}`), /the setting|expected a number|expected/]),
    ...['file(\'/etc/passwd\')', 'dictGet(\'d\', \'a\', 1)', 'joinGet(\'x\', \'y\', 1)', 'getSetting(\'x\')', 'currentUser()', 'hostName()', 'version()', 'sleep(3)', 'sleepEachRow(3)',
      'throwIf(1)', 'catboostEvaluate(\'/x\', 1)', 'evalMLMethod(1)', 'currentDatabase()', 'serverUUID()', 'getMacro(\'x\')', 'executable(\'x\')', 'myFunction(1)', 'globalVariable(\'x\')',
      'randomString(1000000000)', 'rand()', 'arrayJoin([1])', 'neighbor(n, 1)', 'toUInt32(msg)', 'toDate(msg)', 'toUUID(msg)', 'CAST(msg, \'UInt8\')', 'toUnixTimestamp(ts)',
      '(SELECT 1)', '(SELECT * FROM system.users)', 'msg::UInt8', 'x -> x', 'intDiv(1, 0)', 'system.users.name', 'ts + 1', 'n IN (1, 2)', 'msg LIKE \'x\'', 'if(f, 1, 2)', 'toUInt8(f)',
      'if(n, 1, \'a\')', 'NULL', 'default', '*', 'COLUMNS(\'.*\')', '{p:String}', '@@version', '\'a\' \'b\'', 'repeat(msg, 1000000000)', 'range(n)', 'toFixedString(msg, 1)',
      'position(msg, 1)', 'tupleElement(1, 1)', '[msg]', 'ifNull(NULL, 1)',
    ].map((expression): [string, string, RegExp] => [`DEFAULT ${expression}`, withColumn(`x UInt32 DEFAULT ${expression}`), /^line 1, column \d+: /]),
    ['a subquery as MATERIALIZED', withColumn('x String MATERIALIZED (SELECT value FROM system.build_options LIMIT 1)'), /^line/],
    ['a subquery as ALIAS', withColumn('x String ALIAS (SELECT file(\'/etc/passwd\'))'), /^line/],
    ['EPHEMERAL', withColumn('x String EPHEMERAL'), /expected DEFAULT/],
    ['a TTL of a column', withColumn('x String TTL ts + INTERVAL 1 DAY'), /TTL/],
    ['STATISTICS', withColumn('x UInt8 STATISTICS(tdigest)'), /expected DEFAULT/],
    ['settings of a column', withColumn('x UInt8 SETTINGS(max_compress_block_size = 1)'), /expected DEFAULT/],
    ['a column without a type', withColumn('x DEFAULT 1'), /DEFAULT is not a type/],
    ['a default that may be NULL', withColumn('x UInt8 NULL, y UInt8 DEFAULT x'), /not every value/],
    ['a default that may not fit', withColumn('x UUID DEFAULT msg'), /not every value/],
    ['a default that may not fit an Enum', withColumn('x Enum8(\'a\' = 1) DEFAULT msg'), /not every value/],
    ['a text as FixedString', withColumn('x FixedString(4) DEFAULT msg'), /not every value/],
    ['a Float as integer', withColumn('x UInt8 DEFAULT f'), /not every value/],
    ['CONSTRAINT', withColumn('CONSTRAINT c CHECK n > 0'), /leave CONSTRAINT out/],
    ['PROJECTION', withColumn('PROJECTION p (SELECT * ORDER BY n)'), /leave PROJECTION out/],
    ['PROJECTION INDEX', withColumn('PROJECTION p INDEX n TYPE basic'), /leave PROJECTION out/],
    ['a codec that encrypts', withColumn('x String CODEC(AES_128_GCM_SIV)'), /the codec AES_128_GCM_SIV/],
    ['a codec that takes long', withColumn('x String CODEC(ZSTD(22))'), /expected a number from 1 to 12/],
    ['a codec that is a prototype', withColumn('x String CODEC(constructor)'), /the codec constructor/],
    ['too many codecs', withColumn('x String CODEC(ZSTD, ZSTD, ZSTD, ZSTD, ZSTD)'), /one to 4/],
    ['a huge index', withColumn('INDEX i msg TYPE tokenbf_v1(1000000000, 3, 0)'), /from 1 to 262144/],
    ['a vector index', withColumn('INDEX i msg TYPE vector_similarity(\'hnsw\', \'L2Distance\')'), /is not one of minmax/],
    ['an index of a subquery', withColumn('INDEX i (SELECT 1) TYPE minmax'), /^line/],
    ['an index that changes', withColumn('INDEX i now() TYPE minmax'), /gives another value each time/],
    ['a key that changes', withClauses('ENGINE = MergeTree ORDER BY (ts, now())'), /gives another value each time/],
    ['a key of a subquery', withClauses('ENGINE = MergeTree ORDER BY (SELECT 1)'), /^line/],
    ['a key downwards', withClauses('ENGINE = MergeTree ORDER BY ts DESC'), /no direction/],
    ['SAMPLE BY', withClauses('ENGINE = MergeTree ORDER BY n SAMPLE BY n'), /SAMPLE/],
    ['a TTL to a disk', withClauses('ENGINE = MergeTree ORDER BY ts TTL ts + INTERVAL 1 DAY TO DISK \'x\''), /moves, groups or packs/],
    ['a TTL that packs', withClauses('ENGINE = MergeTree ORDER BY ts TTL ts + INTERVAL 1 DAY RECOMPRESS CODEC(ZSTD(22))'), /moves, groups or packs/],
    ['a TTL with a condition', withClauses('ENGINE = MergeTree ORDER BY ts TTL ts + INTERVAL 1 DAY WHERE sleep(3)'), /moves, groups or packs/],
    ['a TTL of a function that is not listed', withClauses('ENGINE = MergeTree ORDER BY ts TTL file(\'/etc/passwd\')'), /file is not one that/],
    ['a PARTITION BY of a function that is not listed', withClauses('ENGINE = MergeTree PARTITION BY file(\'/etc/passwd\') ORDER BY ts'), /file is not one that/],
    ['a clause twice', withClauses('ENGINE = MergeTree ENGINE = MergeTree ORDER BY ts'), /second time/],
    ['a clause that is a prototype', withClauses('constructor'), /CONSTRUCTOR has no place/],
    ...['Dynamic', 'Variant(String, UInt8)', 'AggregateFunction(sum, UInt64)', 'SimpleAggregateFunction(sum, UInt64)', 'Nested(a String)', 'Point', 'Nothing', 'IntervalDay', 'Object(\'json\')',
      'QBit(Float32, 8)', 'Time', 'BFloat16', 'string', 'INT', 'VARCHAR(10)', 'Array(Array(Dynamic))', 'JSON(a Dynamic)', 'JSON(max_dynamic_paths = 100000)', 'JSON(SKIP a)', 'toString',
      'constructor', 'LowCardinality(Map(String, String))', 'Nullable(Array(String))', 'Map(Float64, String)', 'Decimal(100, 2)', 'FixedString(1000000000)', 'DateTime64(10)',
      'DateTime(\'../../etc/passwd x\')', 'Enum8(\'a\' = 1, \'b\' = 1)', 'Enum8(\'a\' = 500)', `${'Array('.repeat(40)}String${')'.repeat(40)}`,
    ].map((type): [string, string, RegExp] => [`the type ${type.slice(0, 40)}`, withColumn(`x ${type}`), /^line 1, column \d+: /]),
    ['a name with a control character', withColumn('`a\\nb` String'), /control characters/],
    ['a name with NUL', withColumn('`a\\0b` String'), /control characters/],
    ['half a surrogate', withColumn('`a\uD800` String'), /control characters/],
    ['an unknown escape', withColumn('x String DEFAULT \'\\x41\''), /escape/],
    ['a heredoc', withColumn('x String DEFAULT $$a$$'), /has no place/],
    ['a NUL between words', 'CREATE\0TABLE t (a String) ENGINE = MergeTree ORDER BY a', /has no place/],
    ['a non-breaking space', 'CREATE\u00A0TABLE t (a String) ENGINE = MergeTree ORDER BY a', /has no place/],
    ['nesting without end', withColumn(`x UInt8 DEFAULT ${'('.repeat(5000)}1${')'.repeat(5000)}`), /nested too deep/],
    ['a sum without end', withColumn(`x UInt8 DEFAULT ${'1+'.repeat(15_000)}1`), /too long/],
    ['too many columns', withClauses('').replace(COLUMNS, Array.from({ length: 201 }, (_, i) => `c${i} String`).join(', ')), /200 columns|ORDER BY/],
    ['a long name', withColumn(`${'x'.repeat(300)} String`), /200 characters/],
  ])('with %s is refused', (_what, ddl, reason) => {
    expect(refusal(ddl)).toMatch(reason)
    expect(refusal(ddl)).toMatch(/^line \d+, column \d+: /)
  })

  it('takes what is harmless among the same things', () => {
    for (const expression of ['5', '-5', 'n', 'n + 1', 'n * 2 - 1', 'toUInt32(ts2)', 'length(msg)', 'cityHash64(msg, n)', 'toUInt32OrZero(msg)', 'if(n > 5 AND n < 10, n, 0)', 'toHour(ts)', 'LENGTH(msg)']) {
      expect(refusal(withColumn(`ts2 DateTime, x UInt32 DEFAULT ${expression}`))).toMatch(/^TAKEN/)
    }
    for (const key of ['ts', '(ts)', '(n, ts)', 'tuple()', 'tuple(n, ts)', '(toStartOfHour(ts), n)', 'cityHash64(msg)', 'toStartOfInterval(ts, INTERVAL 5 MINUTE)']) {
      expect(refusal(withClauses(`ENGINE = MergeTree() ORDER BY ${key}`))).toMatch(/^TAKEN/)
    }
    expect(refusal(withColumn('index String, projection UInt8, constraint Date, `order` String, ttl DateTime'))).toMatch(/^TAKEN/)
  })
})
