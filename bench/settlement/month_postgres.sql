-- September 2026 settled by hand-written PostgreSQL under the built-in plan: the tables of the schema `plain` to five
-- tables to be copied out. Days since 1970, fen, ppm of a rate, ten-thousandths of a share, millionths of a
-- yuan (micro).
-- The database's collation is C, so row numbers sort as the ids do; 0 is "none".
CREATE FUNCTION since_day() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 20697'; -- 2026-09-01
CREATE FUNCTION until_day() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 20727'; -- 2026-10-01
CREATE FUNCTION clipped(day integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT least(greatest(day, since_day()), until_day())';
CREATE FUNCTION six_places(micro numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT (micro * 0.000001)::text';

CREATE UNLOGGED TABLE org AS SELECT row_number() OVER (ORDER BY org_id)::integer AS org_no, org_id, parent_id
FROM plain.org;
CREATE UNLOGGED TABLE staff AS SELECT row_number() OVER (ORDER BY staff_id)::integer AS staff_no, staff_id,
    coalesce(left_on_day + 1, until_day()) AS left_day FROM plain.staff;
CREATE UNLOGGED TABLE product AS SELECT row_number() OVER (ORDER BY product_id)::integer AS product_no, product_id,
    side,
    ftp_method, tenor_days FROM plain.product;
CREATE UNLOGGED TABLE party AS SELECT row_number() OVER (ORDER BY party_id)::integer AS party_no, party_id
FROM plain.party;
ANALYZE;
CREATE UNLOGGED TABLE account AS
SELECT row_number() OVER (ORDER BY account_id)::integer AS no, account_id, party_no, org_no, product_no, opened_on_day,
    side,
    ftp_method
FROM plain.account JOIN party USING (party_id) JOIN org USING (org_id) JOIN product USING (product_id);
ANALYZE account;

-- Balances as spells: maximal stretches of days of one balance, clipped to the month.
CREATE UNLOGGED TABLE held AS
SELECT no, cell, clipped(on_day) AS d0, clipped(coalesce(lead(on_day) OVER w, until_day())) AS d1, balance_fen,
    balance_fen - coalesce(before_fen, 0) AS change_fen
FROM (
    SELECT no, org_no * 1000 + product_no AS cell, on_day, balance_fen, lag(balance_fen) OVER w AS before_fen
    FROM plain.balance JOIN account USING (account_id) WHERE on_day < until_day()
    WINDOW w AS (PARTITION BY no ORDER BY on_day)) AS stated
WHERE before_fen IS DISTINCT FROM balance_fen
WINDOW w AS (PARTITION BY no ORDER BY on_day);

-- The spread of each account: customer rate against price, as spells. Before its first row a rate is 0.
CREATE UNLOGGED TABLE rated AS
SELECT no, rate_ppm, d0, d1 FROM (
    SELECT no, rate_ppm, clipped(since_day) AS d0, clipped(coalesce(lead(since_day) OVER w, until_day())) AS d1
    FROM (
        SELECT no, since_day, rate_ppm, lag(rate_ppm) OVER (PARTITION BY no ORDER BY since_day) AS before_ppm
        FROM (
            SELECT no, since_day, annual_rate_ppm AS rate_ppm
            FROM plain.rate JOIN account USING (account_id) WHERE since_day < until_day()
            UNION ALL SELECT no, -100000, 0 FROM account WHERE side <> 'fee') AS given) AS ordered
    WHERE before_ppm IS DISTINCT FROM rate_ppm
    WINDOW w AS (PARTITION BY no ORDER BY since_day)) AS spells
WHERE d0 < d1;
CREATE UNLOGGED TABLE curve AS
SELECT product_no, ftp_method, since_day AS d0, coalesce(lead(since_day) OVER w, 100000) AS d1, price_ppm
FROM (
    SELECT product_no, ftp_method, since_day, annual_rate_ppm AS price_ppm,
        lag(annual_rate_ppm) OVER (PARTITION BY product_no ORDER BY since_day) AS before_ppm
    FROM plain.ftp JOIN product USING (side, tenor_days)) AS points
WHERE before_ppm IS DISTINCT FROM price_ppm
WINDOW w AS (PARTITION BY product_no ORDER BY since_day);
CREATE UNLOGGED TABLE locked AS
SELECT product_no, generate_series(d0, least(d1, until_day()) - 1) AS opened_on_day, price_ppm
FROM curve WHERE ftp_method = 'matched' AND d0 < until_day();
ANALYZE held, rated, curve, locked;
CREATE UNLOGGED TABLE spread AS
SELECT no, CASE side WHEN 'deposit' THEN price_ppm - rate_ppm ELSE rate_ppm - price_ppm END AS spread_ppm, d0, d1 FROM (
    SELECT no, side, rate_ppm, price_ppm, d0, d1
    FROM rated JOIN account USING (no) JOIN locked USING (product_no, opened_on_day) WHERE ftp_method = 'matched'
    UNION ALL
    SELECT no, side, rate_ppm, price_ppm, greatest(r.d0, c.d0), least(r.d1, c.d1)
    FROM rated AS r JOIN account USING (no) JOIN curve AS c USING (product_no)
    WHERE account.ftp_method = 'pool' AND r.d0 < c.d1 AND c.d0 < r.d1) AS priced;
ANALYZE spread;
-- A balance without a price ends the job: 1 / 0.
SELECT 1 / (CASE WHEN count(*) = 0 THEN 1 ELSE 0 END) FROM (
    SELECT no, coalesce(min(d0), until_day()) AS priced_day FROM account LEFT JOIN spread USING (no)
    WHERE side <> 'fee' GROUP BY no HAVING coalesce(min(d0), until_day()) > since_day()) AS unpriced
JOIN held USING (no) WHERE balance_fen <> 0 AND d0 < d1 AND d0 < priced_day;

-- Who is credited with what share: a key is a party's number, or minus an account's where it has rows of its own.
CREATE UNLOGGED TABLE running AS
SELECT party_no, no, staff_no, share_bp, d0, d1, least(d1, left_day) AS credited_until FROM (
    SELECT party_no, coalesce(no, 0) AS no, staff_no, share_bp, clipped(since_day) AS d0,
        clipped(coalesce(until_day, until_day())) AS d1, left_day
    FROM plain.assignment JOIN party USING (party_id) JOIN staff USING (staff_id)
    LEFT JOIN (SELECT account_id, no FROM account) AS a USING (account_id)) AS clipped_rows
WHERE d0 < d1;
CREATE UNLOGGED TABLE special AS
SELECT no, party_no FROM account WHERE no IN (SELECT no FROM running WHERE no > 0);
CREATE UNLOGGED TABLE cut AS
SELECT DISTINCT party_no FROM running WHERE no = 0 AND (d0 > since_day() OR credited_until < until_day());
ANALYZE running, special, cut;
CREATE UNLOGGED TABLE gap AS
SELECT no, party_no, day AS g0, next_day AS g1 FROM (
    SELECT no, day, sum(sum(step)) OVER w AS level, lead(day, 1, until_day()) OVER w AS next_day FROM (
        SELECT no, since_day() AS day, 0 AS step FROM special
        UNION ALL SELECT no, d0, 1 FROM running WHERE no > 0
        UNION ALL SELECT no, d1, -1 FROM running WHERE no > 0) AS steps
    GROUP BY no, day WINDOW w AS (PARTITION BY no ORDER BY day)) AS levels
JOIN special USING (no) WHERE level = 0 AND day < next_day;
CREATE UNLOGGED TABLE claim AS
SELECT party_no AS key, staff_no, share_bp, d0, credited_until AS d1 FROM running JOIN cut USING (party_no)
WHERE no = 0 AND d0 < credited_until
UNION ALL
SELECT -no, staff_no, share_bp, d0, credited_until FROM running WHERE no > 0 AND d0 < credited_until
UNION ALL
SELECT -gap.no, staff_no, share_bp, greatest(d0, g0), least(credited_until, g1) FROM running JOIN gap USING (party_no)
WHERE running.no = 0 AND greatest(d0, g0) < least(credited_until, g1);
CREATE UNLOGGED TABLE share AS
SELECT key, staff_no, level::integer AS share_bp, day AS d0, next_day AS d1 FROM (
    SELECT key, staff_no, day, sum(step) OVER w AS level, lead(day, 1, until_day()) OVER w AS next_day FROM (
        SELECT key, staff_no, day, sum(step) AS step FROM (
            SELECT key, staff_no, d0 AS day, share_bp AS step FROM claim
            UNION ALL SELECT key, staff_no, d1, -share_bp FROM claim WHERE d1 < until_day()
            UNION ALL SELECT key, 0, d0, -share_bp FROM claim
            UNION ALL SELECT key, 0, d1, share_bp FROM claim WHERE d1 < until_day()
            UNION ALL SELECT party_no, 0, since_day(), 10000 FROM cut
            UNION ALL SELECT -no, 0, since_day(), 10000 FROM special) AS moves
        GROUP BY key, staff_no, day HAVING sum(step) <> 0) AS days
    WINDOW w AS (PARTITION BY key, staff_no ORDER BY day)) AS levels
WHERE level <> 0
UNION ALL
SELECT party_no, staff_no, sum(share_bp)::integer, since_day(), until_day() FROM running
WHERE no = 0 AND party_no NOT IN (SELECT party_no FROM cut) GROUP BY party_no, staff_no
UNION ALL
SELECT party_no, 0, 10000 - coalesce(claimed, 0)::integer, since_day(), until_day() FROM party
LEFT JOIN (SELECT party_no, sum(share_bp) AS claimed FROM running WHERE no = 0 GROUP BY party_no) AS c USING (party_no)
WHERE coalesce(claimed, 0) <> 10000 AND party_no NOT IN (SELECT party_no FROM cut);
ANALYZE share;
CREATE UNLOGGED TABLE served AS
SELECT no, staff_no, share_bp::bigint AS share_bp, d0, d1 FROM account JOIN share ON key = party_no
WHERE no NOT IN (SELECT no FROM special)
UNION ALL
SELECT -key, staff_no, share_bp, d0, d1 FROM share WHERE key < 0;
ANALYZE served;

-- Leaves, each rounded once, and their sums by account and person.
CREATE UNLOGGED TABLE rule AS
SELECT no, staff_no, share_bp, spread_ppm, greatest(served.d0, spread.d0) AS d0, least(served.d1, spread.d1) AS d1
FROM served JOIN spread USING (no) WHERE served.d0 < spread.d1 AND spread.d0 < served.d1;
ANALYZE rule;
CREATE UNLOGGED TABLE margin AS
SELECT no, staff_no, sum(amount)::bigint AS balance_days,
    sum(sign(amount)::bigint * sign(spread_ppm)::bigint * (abs(amount) / 360000000 * abs(spread_ppm)
        + (abs(amount) % 360000000 * abs(spread_ppm) + 180000000) / 360000000))::bigint AS margin
FROM (
    SELECT no, staff_no, spread_ppm, balance_fen * share_bp * (least(held.d1, rule.d1) - greatest(held.d0, rule.d0))
        AS amount
    FROM held JOIN rule USING (no) WHERE held.d0 < rule.d1 AND rule.d0 < held.d1 AND balance_fen <> 0) AS leaves
GROUP BY no, staff_no;
CREATE UNLOGGED TABLE graded AS
SELECT no, class IN ('substandard', 'doubtful', 'loss') AS bad, coalesce((pd_ppm * lgd_ppm + 5000) / 10000, 0) AS rho,
    clipped(since_day) AS d0,
    clipped(coalesce(lead(since_day) OVER (PARTITION BY no ORDER BY since_day), until_day())) AS d1
FROM plain.risk JOIN account USING (account_id) WHERE since_day < until_day() AND side = 'loan';
CREATE UNLOGGED TABLE losing AS
SELECT no, rho, d0, coalesce(lead(d0) OVER w, until_day()) AS d1 FROM (
    SELECT no, rho, d0, lag(rho) OVER (PARTITION BY no ORDER BY d0) AS before_rho FROM graded WHERE d0 < d1) AS ordered
WHERE before_rho IS DISTINCT FROM rho WINDOW w AS (PARTITION BY no ORDER BY d0);
CREATE UNLOGGED TABLE loan AS
SELECT no, balance_fen, share_bp, staff_no, greatest(held.d0, served.d0) AS d0, least(held.d1, served.d1) AS d1
FROM held JOIN served USING (no)
WHERE no IN (SELECT no FROM graded) AND balance_fen <> 0 AND held.d0 < served.d1 AND served.d0 < held.d1;
ANALYZE graded, losing, loan;
CREATE UNLOGGED TABLE other AS
SELECT party_no, no, staff_no, sum(expected_loss)::bigint AS expected_loss, sum(fee)::bigint AS fee,
    sum(npl_days)::bigint AS npl_days
FROM (
    SELECT 0 AS party_no, no, staff_no, sign(amount)::bigint * (abs(amount) / 36000000000 * rho
        + (abs(amount) % 36000000000 * rho + 18000000000) / 36000000000) AS expected_loss, 0::bigint AS fee, 0::bigint
            AS npl_days
    FROM (
        SELECT no, staff_no, rho, balance_fen * share_bp * (least(loan.d1, losing.d1) - greatest(loan.d0, losing.d0))
            AS amount
        FROM loan JOIN losing USING (no) WHERE rho <> 0 AND loan.d0 < losing.d1 AND losing.d0 < loan.d1) AS leaves
    UNION ALL
    SELECT 0, no, staff_no, 0, 0, balance_fen * share_bp * (least(loan.d1, graded.d1) - greatest(loan.d0, graded.d0))
    FROM loan JOIN graded USING (no) WHERE bad AND loan.d0 < graded.d1 AND graded.d0 < loan.d1
    UNION ALL
    SELECT 0, no, staff_no, 0, amount_fen * share_bp, 0
    FROM plain.fee JOIN account USING (account_id) JOIN served USING (no)
    WHERE on_day >= since_day() AND on_day < until_day() AND on_day >= d0 AND on_day < d1
    UNION ALL
    SELECT party_no, 0, staff_no, 0, amount_fen * share_bp, 0
    FROM plain.fee JOIN party USING (party_id) JOIN share ON key = party_no
    WHERE account_id IS NULL AND on_day >= since_day() AND on_day < until_day() AND on_day >= d0 AND on_day < d1)
        AS parts
GROUP BY party_no, no, staff_no;
ANALYZE margin, other;
CREATE UNLOGGED TABLE credit AS
SELECT a.party_no, no, staff_no, account_id, side, org_no, coalesce(balance_days, 0) AS balance_days,
    coalesce(margin, 0) AS margin, coalesce(expected_loss, 0) AS expected_loss, coalesce(fee, 0) AS fee,
    coalesce(npl_days, 0) AS npl_days
FROM margin FULL JOIN (SELECT * FROM other WHERE no > 0) AS o USING (no, staff_no) JOIN account AS a USING (no)
WHERE balance_days <> 0 OR margin <> 0 OR expected_loss <> 0 OR fee <> 0 OR npl_days <> 0
UNION ALL
SELECT party_no, 0, staff_no, NULL, 'fee', 0, 0, 0, 0, fee, 0 FROM other WHERE no = 0 AND fee <> 0;
ANALYZE credit;

-- The five files.
CREATE VIEW account_credit_csv AS
SELECT party_id, account_id, staff_id, side, six_places(balance_days) AS balance_days, six_places(margin) AS margin,
    six_places(expected_loss) AS expected_loss, six_places(fee) AS fee
FROM credit JOIN party USING (party_no) LEFT JOIN staff USING (staff_no) ORDER BY party_no, no, staff_no;
CREATE VIEW staff_result_csv AS
WITH summed AS (
    SELECT staff_no, sum(balance_days) FILTER (WHERE side = 'deposit') AS deposit_days,
        sum(balance_days) FILTER (WHERE side = 'loan') AS loan_days,
        sum(margin) FILTER (WHERE side = 'deposit') AS deposit_margin,
        sum(margin) FILTER (WHERE side = 'loan') AS loan_margin, sum(expected_loss) AS expected_loss, sum(fee) AS fee,
        sum(npl_days) AS npl_days
    FROM credit GROUP BY staff_no
), spent AS (
    SELECT staff_id, sum(amount_fen) AS expense_fen FROM plain.expense
    WHERE on_day >= since_day() AND on_day < until_day() GROUP BY staff_id
), graded_staff AS (
    SELECT *, CASE WHEN coalesce(loan_days, 0) <= 0 OR npl_days * 100 <= loan_days THEN 10000
        WHEN npl_days * 50 <= loan_days THEN 8000 WHEN npl_days * 100 <= loan_days * 3 THEN 5000
        WHEN npl_days * 20 <= loan_days THEN 0 ELSE -5000 END AS quality_bp
    FROM staff LEFT JOIN summed USING (staff_no) LEFT JOIN spent USING (staff_id))
SELECT staff_id, six_places(coalesce(deposit_days, 0)) AS deposit_balance_days,
    six_places(coalesce(loan_days, 0)) AS loan_balance_days, six_places(coalesce(deposit_margin, 0)) AS deposit_margin,
    six_places(coalesce(loan_margin, 0)) AS loan_margin, six_places(coalesce(expected_loss, 0)) AS expected_loss,
    six_places(coalesce(fee, 0)) AS fee, (quality_bp * 0.0001)::text AS quality,
    (coalesce(expense_fen, 0) * 0.01)::text AS expense,
    -- P = 4 % and Q = 5 %: numeric is exact and rounds half away from zero
    greatest(round(0.04 * coalesce(deposit_margin, 0) * 0.000001
        + 0.05 * quality_bp * 0.0001 * coalesce(loan_margin, 0) * 0.000001 - coalesce(expense_fen, 0) * 0.01, 2),
            0.00)::text AS bonus
FROM graded_staff ORDER BY staff_no;
CREATE VIEW party_result_csv AS
SELECT party_id, six_places(coalesce(deposit_days, 0)) AS deposit_balance_days,
    six_places(coalesce(loan_days, 0)) AS loan_balance_days, six_places(coalesce(margin, 0)) AS margin,
    six_places(coalesce(expected_loss, 0)) AS expected_loss, six_places(coalesce(fee, 0)) AS fee
FROM (
    SELECT party_no FROM account
    UNION SELECT party_no FROM plain.fee JOIN party USING (party_id)
    WHERE on_day >= since_day() AND on_day < until_day()) AS present
JOIN party USING (party_no) LEFT JOIN (
    SELECT party_no, sum(balance_days) FILTER (WHERE side = 'deposit') AS deposit_days,
        sum(balance_days) FILTER (WHERE side = 'loan') AS loan_days, sum(margin) AS margin,
        sum(expected_loss) AS expected_loss, sum(fee) AS fee
    FROM credit GROUP BY party_no) AS sums USING (party_no) ORDER BY party_no;
CREATE VIEW org_result_csv AS
WITH RECURSIVE below AS (
    SELECT org_id AS top_id, org_id, org_no FROM org
    UNION ALL SELECT top_id, org.org_id, org.org_no FROM below JOIN org ON org.parent_id = below.org_id
), own AS (
    SELECT org_no, sum(balance_days) FILTER (WHERE side = 'deposit') AS deposit_days,
        sum(balance_days) FILTER (WHERE side = 'loan') AS loan_days, sum(margin) AS margin, sum(expected_loss)
            AS expected_loss
    FROM credit WHERE org_no > 0 GROUP BY org_no)
SELECT top_id AS org_id, six_places(coalesce(sum(deposit_days), 0)) AS deposit_balance_days,
    six_places(coalesce(sum(loan_days), 0)) AS loan_balance_days, six_places(coalesce(sum(margin), 0)) AS margin,
    six_places(coalesce(sum(expected_loss), 0)) AS expected_loss
FROM below LEFT JOIN own USING (org_no) GROUP BY top_id ORDER BY top_id;
CREATE VIEW tieout_csv AS
WITH moved AS (SELECT cell, d0 AS on_day, sum(change_fen) AS change_fen FROM held GROUP BY cell, d0),
book AS (
    SELECT org_id, product_id, on_day, sum(coalesce(change_fen, 0)) OVER (PARTITION BY cell ORDER BY on_day) AS book_fen
    FROM (SELECT DISTINCT cell FROM moved) AS cells
    CROSS JOIN generate_series(since_day(), until_day() - 1) AS days (on_day) LEFT JOIN moved USING (cell, on_day)
    JOIN org ON org_no = cell / 1000 JOIN product ON product_no = cell % 1000)
SELECT (DATE '1970-01-01' + on_day)::text AS on, org_id, product_id, (coalesce(book_fen, 0) * 0.01)::text AS book,
    (balance_fen * 0.01)::text AS ledger, ((coalesce(book_fen, 0) - balance_fen) * 0.01)::text AS difference
FROM plain.ledger LEFT JOIN book USING (on_day, org_id, product_id)
WHERE on_day >= since_day() AND on_day < until_day() AND coalesce(book_fen, 0) <> balance_fen
ORDER BY on_day, org_id, product_id;
