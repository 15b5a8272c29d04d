-- A made-up bank in the stored form of the contract (qiao.book.rules.contract): days since 1970, fen, millionths of a
-- rate, ten-thousandths of a share. generate.py sets the variables; every choice is a hash of its own key and a word.
CREATE MACRO roll(key, word, sides) AS (hash(key, word) % sides)::BIGINT;
CREATE MACRO roll2(key, second, word, sides) AS (hash(key, second, word) % sides)::BIGINT;
CREATE MACRO day_no(day) AS (day::DATE - DATE '1970-01-01')::INTEGER;
CREATE MACRO pick(words, number) AS words[1 + number % len(words)];

CREATE TABLE month AS
SELECT m, day_no(first) AS first_day, day_no(first + INTERVAL 1 MONTH) AS next_day, strftime(first, '%Y%m') AS label
FROM (SELECT m::BIGINT AS m, DATE '2026-09-01' - to_months(m::INTEGER) AS first
    FROM range(getvariable('months')) AS r(m));
SET VARIABLE since_day = (SELECT min(first_day) FROM month);
SET VARIABLE month_day = (SELECT max(first_day) FROM month);
SET VARIABLE until_day = (SELECT max(next_day) FROM month);

CREATE MACRO org_name(o) AS 'B' || lpad(o::VARCHAR, 4, '0');
CREATE TABLE org AS
SELECT org_name(o) AS org_id, CASE o WHEN 0 THEN '虚构总行' ELSE '虚构' || lpad(o::VARCHAR, 3, '0') || '支行' END AS name,
    CASE WHEN o = 0 THEN 'head' WHEN o <= greatest(getvariable('branches') // 10, 1) THEN 'branch'
        ELSE 'subbranch' END AS kind,
    CASE WHEN o = 0 THEN NULL WHEN o <= greatest(getvariable('branches') // 10, 1) THEN org_name(0)
    ELSE org_name(1 + o % greatest(getvariable('branches') // 10, 1)) END AS parent_id
FROM range(getvariable('branches') + 1) AS r(o) ORDER BY org_id;

-- Managers stand in turn in the branches; besides them each branch has a head of its own. A few leave in the month.
CREATE MACRO manager_name(k) AS 'RM' || lpad(k::VARCHAR, 6, '0');
CREATE MACRO manager_at(o, number) AS
    manager_name((o - 1) + getvariable('branches') * (number % (getvariable('managers') // getvariable('branches'))));
CREATE MACRO person_name(key) AS
    pick(['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '褚', '卫', '蒋', '沈', '韩', '杨'], roll(key, 'surname', 997))
    || pick(['子', '文', '思', '雨', '嘉', '明', '晓', '海', '志', '春', '建', '永'], roll(key, 'first', 997))
    || pick(['涵', '轩', '怡', '杰', '宁', '峰', '兰', '平', '华', '涛', '琳', '安'], roll(key, 'second', 997));
CREATE TABLE staff AS
SELECT manager_name(k) AS staff_id, person_name('staff' || k) AS name, org_name(1 + k % getvariable('branches'))
    AS org_id,
    'rm' AS post, pick(['P1', 'P2', 'P3'], roll(k, 'level', 3)) AS level,
    day_no(DATE '2015-01-01') + roll(k, 'hired', 3000)::INTEGER AS hired_on_day,
    CASE WHEN k % 200 = 7 THEN getvariable('month_day') + 9 + roll(k, 'left', 12)::INTEGER END AS left_on_day
FROM range(getvariable('managers')) AS r(k)
UNION ALL
SELECT 'LD' || lpad(o::VARCHAR, 6, '0'), person_name('lead' || o), org_name(o), 'lead', 'M1',
    day_no(DATE '2012-03-01'), NULL
FROM range(1, getvariable('branches') + 1) AS r(o) ORDER BY staff_id;

CREATE TABLE product_line (
    code INTEGER, product_id VARCHAR, name VARCHAR, side VARCHAR, ftp_method VARCHAR, tenor_days INTEGER,
    until_roll INTEGER, opened_within INTEGER, base_ppm INTEGER
);
INSERT INTO product_line VALUES
    (101, 'DEMAND-P', '活期储蓄', 'deposit', 'pool', 0, 0, 2900, 2000),
    (102, 'DEMAND-C', '单位活期', 'deposit', 'pool', 0, 60, 2900, 2500),
    (107, 'NOTICE-7', '七天通知', 'deposit', 'pool', 7, 100, 900, 10000),
    (190, 'TERM-90', '定期三个月', 'deposit', 'matched', 90, 220, 100, 11500),
    (218, 'TERM-180', '定期六个月', 'deposit', 'matched', 180, 380, 190, 13500),
    (236, 'TERM-365', '定期一年', 'deposit', 'matched', 365, 600, 375, 15500),
    (310, 'TERM-1095', '定期三年', 'deposit', 'matched', 1095, 700, 1105, 19500),
    (503, 'LINE-30', '循环贷款', 'loan', 'pool', 30, 800, 1500, 45000),
    (536, 'LOAN-365', '流动资金贷款', 'loan', 'matched', 365, 880, 360, 39000),
    (610, 'LOAN-1095', '中期贷款', 'loan', 'matched', 1095, 930, 1090, 43000),
    (636, 'HOME-3600', '住房贷款', 'loan', 'pool', 3600, 985, 3000, 38000),
    (900, 'SERVICE', '中间业务', 'fee', 'pool', 0, 1000, 2900, 0);
CREATE TABLE product AS
SELECT product_id, name, side, ftp_method, tenor_days, '1' AS weight FROM product_line ORDER BY product_id;

-- Customers: one in twelve is a company. `claim` decides how many people serve one.
CREATE TABLE customer AS
SELECT i, roll(i, 'company', 12) = 0 AS is_company, 1 + roll(i, 'home', getvariable('branches')) AS home,
    roll(i, 'claim', 1000) AS claim, roll(i, 'manager', 100000) AS base,
    (CASE WHEN roll(i, 'company', 12) = 0 THEN '2' ELSE '1' END)
    || lpad(((i * 104729 + 1234567) % 1000000000)::VARCHAR, 9, '0') AS party_id
FROM range(getvariable('customers')) AS r(i);
CREATE TABLE party AS
SELECT party_id, CASE WHEN is_company THEN 'company' ELSE 'person' END AS kind,
    CASE WHEN is_company THEN '虚构'
        || pick(['鑫', '宏', '瑞', '恒', '泰', '盛', '嘉', '润'], roll(i, 'firm', 997))
        || pick(['达', '源', '通', '丰', '利', '和', '兴', '信'], roll(i, 'firm2', 997))
        || pick(['商贸', '机械', '电子', '食品', '建材', '物流'], roll(i, 'trade', 997)) || '有限公司'
    ELSE person_name('party' || i) END AS name,
    NULL::VARCHAR AS id_type, NULL::VARCHAR AS id_no,
    CASE WHEN is_company THEN pick(['C13', 'C34', 'F51', 'G54', 'E47', 'I65'], roll(i, 'industry', 997)) END
        AS industry,
    pick(['虚构市东区', '虚构市西区', '虚构市南区', '虚构市北区'], roll(i, 'region', 997)) AS region,
    CASE WHEN is_company THEN (1 + roll(i, 'capital', 5000)) * 1000000 END AS registered_capital_fen,
    CASE WHEN is_company THEN day_no(DATE '1995-01-01') + roll(i, 'founded', 10000)::INTEGER END AS established_on_day,
    NULL::VARCHAR AS address, NULL::VARCHAR AS postcode, NULL::VARCHAR AS phone
FROM customer ORDER BY party_id;
CREATE TABLE party_relation AS
SELECT c.party_id, o.party_id AS related_id, 'legal_representative' AS role,
    day_no(DATE '2020-01-01') + roll(c.i, 'since', 1500)::INTEGER AS since_day, NULL::INTEGER AS until_day,
    CASE WHEN roll(c.i, 'part', 2) = 0 THEN 100 * (1 + roll(c.i, 'stake', 100)) END::INTEGER AS share_bp
FROM customer AS c JOIN customer AS o ON o.i = roll(c.i, 'person', getvariable('customers'))
WHERE c.is_company AND o.i <> c.i ORDER BY ALL;

-- Accounts: each customer's first is a demand account; the others are drawn. A time deposit ends at its maturity.
CREATE TABLE drawn AS
SELECT j, CASE WHEN j < getvariable('customers') THEN j ELSE roll(j, 'owner', getvariable('customers')) END AS i,
    CASE WHEN j < getvariable('customers') THEN 0 ELSE roll(j, 'product', 1000) END AS product_roll
FROM range(getvariable('customers') * 5 // 2) AS r(j);
CREATE TABLE held AS
SELECT d.j, d.i, c.party_id, p.code, p.product_id, p.side, p.ftp_method, p.tenor_days, p.base_ppm,
    org_name(org_no) AS org_id, getvariable('until_day') - 1 - roll(d.j, 'opened', p.opened_within)::INTEGER
        AS opened_day,
    lpad(org_no::VARCHAR, 4, '0') || p.code || lpad(((d.j * 7919 + 4321) % 1000000000)::VARCHAR, 9, '0')
    || roll(d.j, 'check', 10) AS account_id,
    (1 << roll(d.j, 'size', 14)) * (100 + roll(d.j, 'digits', 900)) * (CASE WHEN c.is_company THEN 700 ELSE 60 END)
    + roll(d.j, 'fen', 100) AS size_fen,
    pick([600, 200, 200, 40], roll(d.j, 'busy', 4)) AS busy  -- changes in a thousand days, of a demand account
FROM (SELECT d.*, CASE WHEN roll(j, 'elsewhere', 10) = 0 THEN 1 + roll(j, 'org', getvariable('branches'))
        ELSE c.home END AS org_no
    FROM drawn AS d JOIN customer AS c USING (i)) AS d
JOIN customer AS c USING (i)
JOIN product_line AS p ON p.code = CASE
    WHEN d.product_roll < 60 THEN CASE WHEN c.is_company THEN 102 ELSE 101 END
    ELSE (SELECT arg_min(q.code, q.until_roll) FROM product_line AS q WHERE q.until_roll > d.product_roll) END;
CREATE TABLE account AS
SELECT account_id, party_id, product_id, org_id, opened_day AS opened_on_day,
    CASE WHEN side = 'deposit' AND ftp_method = 'matched' AND opened_day + tenor_days < getvariable('until_day')
    THEN opened_day + tenor_days END AS closed_on_day,
    CASE WHEN ftp_method = 'matched' THEN opened_day + tenor_days END AS maturity_on_day
FROM held ORDER BY account_id;

-- Balances: what stood before the period, then the days of change. Time deposits and loans change once or twice.
CREATE TABLE standing AS
SELECT *, CASE WHEN opened_day >= getvariable('since_day')
        OR (side = 'deposit' AND ftp_method = 'matched') THEN opened_day
    ELSE greatest(opened_day, getvariable('since_day') - roll(j, 'last', 40)::INTEGER) END AS first_day
FROM held WHERE side <> 'fee';
CREATE TABLE balance AS
WITH daily AS (
    SELECT s.account_id, s.on_day, s.size_fen, hash(s.j, s.on_day) AS h, s.busy
    FROM (SELECT j, account_id, size_fen, busy, unnest(range(greatest(first_day + 1, getvariable('since_day')),
        getvariable('until_day')))::INTEGER AS on_day FROM standing WHERE code < 110) AS s
), turns AS (
    SELECT s.*, m.first_day + roll2(s.j, m.m, 'turn', m.next_day - m.first_day)::INTEGER AS on_day
    FROM standing AS s, month AS m
    WHERE s.code > 110 AND roll2(s.j, m.m, 'turns', 100) < CASE s.side WHEN 'loan' THEN 70 ELSE 25 END
)
SELECT * FROM (
    SELECT account_id, first_day AS on_day,
        size_fen - CASE side WHEN 'loan' THEN size_fen // 240 * ((first_day - opened_day) // 30) ELSE 0 END
            AS balance_fen
    FROM standing
    UNION ALL
    SELECT account_id, on_day, CASE WHEN h // 1000 % 200 = 0 THEN 0
        WHEN h // 1000 % 400 = 1 THEN -(size_fen // 50) - (h // 10000 % 100)::BIGINT
        ELSE size_fen * (20 + h // 1000000 % 160)::BIGINT // 100 + (h // 1000 % 100)::BIGINT END
    FROM daily WHERE h % 1000 < busy
    UNION ALL
    SELECT account_id, on_day, CASE side WHEN 'loan' THEN size_fen - size_fen // 240 * ((on_day - opened_day) // 30 + 1)
        ELSE size_fen * (60 + roll(j, on_day, 39)) // 100 END
    FROM turns WHERE on_day > first_day AND (side = 'loan' OR on_day < opened_day + tenor_days)
    UNION ALL
    SELECT account_id, closed_on_day, 0 FROM account WHERE closed_on_day IS NOT NULL
) ORDER BY account_id, on_day;

CREATE TABLE rate AS
SELECT * FROM (
    SELECT account_id, opened_day AS since_day, base_ppm + roll(j, 'rate', 60) * 50 AS annual_rate_ppm FROM standing
    UNION ALL
    SELECT account_id, m.first_day + roll2(j, m.m, 'when', m.next_day - m.first_day)::INTEGER AS since_day,
        base_ppm + 500 + roll2(j, m.m, 'newrate', 60) * 50 AS annual_rate_ppm
    FROM standing, month AS m
    WHERE roll2(j, m.m, 'rates', 100) < 3 AND opened_day < m.first_day
) ORDER BY account_id, since_day;

-- Curves: the pool's with three prices a month, the matched ones weekly, back to 2023.
CREATE TABLE ftp AS
WITH curve AS (SELECT DISTINCT side, ftp_method, tenor_days, base_ppm FROM product_line
    WHERE side <> 'fee' AND code <> 102)
SELECT * FROM (
    SELECT side, tenor_days, day_no(DATE '2010-01-01') AS since_day,
        base_ppm + CASE side WHEN 'deposit' THEN 9000 ELSE -16000 END::BIGINT AS annual_rate_ppm
    FROM curve WHERE ftp_method = 'pool'
    UNION ALL
    SELECT side, tenor_days, (m.first_day + step * 10)::INTEGER,
        base_ppm + CASE side WHEN 'deposit' THEN 9000 ELSE -16000 END + roll2(m.m, step, side, 40) * 50
    FROM curve, month AS m, range(3) AS s(step) WHERE ftp_method = 'pool'
    UNION ALL
    SELECT side, tenor_days, (day_no(DATE '2023-01-02') + week * 7)::INTEGER,
        base_ppm + CASE side WHEN 'deposit' THEN 8000 ELSE -15000 END + roll2(week, tenor_days, side, 60) * 50
    FROM curve, range(220) AS w(week)
    WHERE ftp_method = 'matched' AND day_no(DATE '2023-01-02') + week * 7 < getvariable('until_day')
) ORDER BY ALL;

CREATE TABLE fee AS
SELECT 'F' || m.label || lpad(f::VARCHAR, 8, '0') AS fee_id, h.party_id,
    CASE WHEN roll2(f, m.m, 'named', 10) < 6 THEN h.account_id END AS account_id,
    CASE WHEN roll2(f, m.m, 'product', 10) < 8 THEN 'SERVICE' END AS product_id,
    m.first_day + roll2(f, m.m, 'day', m.next_day - m.first_day)::INTEGER AS on_day,
    (100 + roll2(f, m.m, 'amount', 90000)) * CASE WHEN roll2(f, m.m, 'back', 100) = 0 THEN -1 ELSE 1 END AS amount_fen
FROM range(getvariable('customers') // 2) AS r(f) CROSS JOIN month AS m
JOIN held AS h ON h.j = roll2(f, m.m, 'account', getvariable('customers') * 5 // 2) ORDER BY fee_id;

CREATE MACRO class_of(number) AS CASE WHEN number < 960 THEN 'normal' WHEN number < 984 THEN 'special'
    WHEN number < 992 THEN 'substandard' WHEN number < 997 THEN 'doubtful' ELSE 'loss' END;
CREATE MACRO pd_of(class) AS
    CASE class WHEN 'normal' THEN 4000 WHEN 'special' THEN 60000 WHEN 'substandard' THEN 250000
        WHEN 'doubtful' THEN 600000 ELSE 950000 END;
CREATE MACRO past_due_of(class) AS
    CASE class WHEN 'normal' THEN 0 WHEN 'special' THEN 20 WHEN 'substandard' THEN 95 WHEN 'doubtful' THEN 190
        ELSE 400 END;
CREATE TABLE risk AS
SELECT account_id, since_day, class, (pd_of(class) + roll(j, 'pd', 400) * 100)::BIGINT AS pd_ppm,
    CASE WHEN roll(j, 'lgd', 100) > 0 THEN 200000 + roll(j, 'lgd', 100) * 5000 END AS lgd_ppm,
    past_due_of(class)::INTEGER AS days_past_due
FROM (
    SELECT j, account_id, opened_day AS since_day, class_of(roll(j, 'class', 1000)) AS class FROM standing
    WHERE side = 'loan'
    UNION ALL
    SELECT j, account_id, m.first_day + 1 + roll2(j, m.m, 'graded', m.next_day - m.first_day - 1)::INTEGER,
        class_of(920 + roll2(j, m.m, 'class', 80))
    FROM standing, month AS m WHERE side = 'loan' AND opened_day < m.first_day AND roll2(j, m.m, 'grades', 100) < 2
) ORDER BY account_id, since_day;

-- Who serves whom: 3 % nobody, 2 % three people, 10 % two, 1 % one in two roles; 5 % of
-- the others change hands a month.
CREATE TABLE changing AS
SELECT i, lead(since_day) OVER w AS until_day, since_day, row_number() OVER w - 1 AS turn FROM (
    SELECT i, (day_no(DATE '2022-01-01') + roll(i, 'from', 1000))::INTEGER AS since_day FROM customer WHERE claim >= 160
    UNION ALL
    SELECT i, m.first_day + 5 + roll2(i, m.m, 'handed', 20)::INTEGER FROM customer, month AS m
    WHERE claim >= 160 AND roll2(i, m.m, 'hands', 100) < 5
) WINDOW w AS (PARTITION BY i ORDER BY since_day);
CREATE TABLE assignment AS
SELECT * FROM (
    SELECT party_id, NULL::VARCHAR AS account_id, manager_at(home, base + turn * 4) AS staff_id, 'main' AS role,
        since_day,
        until_day, CASE WHEN claim < 200 THEN 8000 ELSE 10000 END AS share_bp
    FROM customer JOIN changing USING (i)
    UNION ALL
    SELECT party_id, NULL, manager_at(home, base + part), pick(['main', 'joint', 'product'], part),
        (day_no(DATE '2023-01-01') + roll(i, 'from', 700))::INTEGER, NULL,
        CASE WHEN claim < 50 THEN [5000, 3333, 1667][1 + part] ELSE [6500, 3500][1 + part] END
    FROM customer, range(3) AS r(part) WHERE claim BETWEEN 30 AND 149 AND (part < 2 OR claim < 50)
    UNION ALL
    SELECT party_id, NULL, manager_at(home, base), pick(['main', 'product'], part), day_no(DATE '2024-05-01'), NULL,
        [6000, 4000][1 + part]
    FROM customer, range(2) AS r(part) WHERE claim BETWEEN 150 AND 159
    UNION ALL
    SELECT party_id, account_id, manager_at(1 + roll(j, 'other', getvariable('branches')), roll(j, 'own', 1000)),
        'account',
        CASE WHEN roll(j, 'begins', 3) = 0 THEN getvariable('month_day') + 3 + roll(j, 'begin', 20)::INTEGER
        ELSE greatest(opened_day - 30, day_no(DATE '2024-01-01')) END,
        CASE WHEN roll(j, 'begins', 3) = 1 THEN getvariable('month_day') + 3 + roll(j, 'end', 20)::INTEGER END,
        CASE WHEN roll(j, 'half', 4) = 0 THEN 5000 ELSE 10000 END
    FROM held WHERE roll(j, 'special', 100) = 0
) ORDER BY party_id, account_id NULLS FIRST, staff_id, role, since_day;

CREATE TABLE expense AS
SELECT 'E' || m.label || row_number() OVER (ORDER BY m.m DESC, staff_id, part) + 10000000 AS expense_id, staff_id,
    m.first_day + roll2(staff_id, m.m, 'on' || part, m.next_day - m.first_day)::INTEGER AS on_day,
    pick(['marketing', 'travel', 'training', 'gifts'], roll2(staff_id, m.m, 'kind' || part, 997)) AS kind,
    1000 + roll2(staff_id, m.m, 'spent' || part, 300000) AS amount_fen,
    CASE WHEN part = 0 THEN 500000::BIGINT END AS quota_fen
FROM staff, month AS m, range(2) AS r(part) ORDER BY expense_id;

-- The general ledger: the true totals of each day, but for a handful of planted differences in the settled month.
CREATE TABLE ledger AS
WITH moved AS (
    SELECT org_id, product_id, greatest(on_day, getvariable('since_day')) AS on_day, sum(change)::BIGINT AS change
    FROM (
        SELECT account_id, on_day,
            balance_fen - lag(balance_fen, 1, 0) OVER (PARTITION BY account_id ORDER BY on_day) AS change
        FROM balance) JOIN account USING (account_id) GROUP BY ALL
), cells AS (
    SELECT org_id, product_id, on_day,
        sum(coalesce(change, 0)) OVER (PARTITION BY org_id, product_id ORDER BY on_day)::BIGINT AS balance_fen
    FROM (SELECT DISTINCT org_id, product_id FROM moved) CROSS JOIN
        (SELECT unnest(range(getvariable('since_day'), getvariable('until_day')))::INTEGER AS on_day)
    LEFT JOIN moved USING (org_id, product_id, on_day)
), planted AS (
    SELECT org_id, product_id, on_day FROM cells WHERE on_day >= getvariable('month_day')
    ORDER BY hash(org_id, product_id, on_day) LIMIT 7
)
SELECT on_day, org_id, product_id,
    balance_fen + CASE WHEN p.on_day IS NULL THEN 0 ELSE 12345 + roll2(org_id, on_day, 'slip', 1000000) END
        AS balance_fen
FROM cells AS c LEFT JOIN planted AS p USING (org_id, product_id, on_day) ORDER BY on_day, org_id, product_id;
