--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: auth_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auth_user (
    id bigint NOT NULL,
    username character varying(150) NOT NULL
);


--
-- Name: auth_user_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: auth_user_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.auth_user_id_seq OWNED BY public.auth_user.id;


--
-- Name: payroll_company; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payroll_company (
    id bigint NOT NULL,
    name character varying(200) NOT NULL
);


--
-- Name: payroll_company_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.payroll_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: payroll_company_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.payroll_company_id_seq OWNED BY public.payroll_company.id;


--
-- Name: payroll_employee; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payroll_employee (
    id bigint NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    annual_salary numeric(12,2) NOT NULL,
    is_active boolean NOT NULL,
    company_id bigint
);


--
-- Name: payroll_employee_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.payroll_employee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: payroll_employee_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.payroll_employee_id_seq OWNED BY public.payroll_employee.id;


--
-- Name: payroll_payrollperiod; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payroll_payrollperiod (
    id bigint NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    period_type character varying(20) NOT NULL,
    status character varying(20) NOT NULL,
    automation_enabled boolean NOT NULL,
    automation_rule jsonb,
    processed_at timestamp with time zone,
    company_id bigint
);


--
-- Name: payroll_payrollperiod_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.payroll_payrollperiod_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: payroll_payrollperiod_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.payroll_payrollperiod_id_seq OWNED BY public.payroll_payrollperiod.id;


--
-- Name: payroll_payslip; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payroll_payslip (
    id bigint NOT NULL,
    gross_pay numeric(12,2) NOT NULL,
    federal_withholding numeric(12,2) NOT NULL,
    social_security numeric(12,2) NOT NULL,
    medicare numeric(12,2) NOT NULL,
    net_pay numeric(12,2) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    employee_id bigint NOT NULL,
    period_id bigint NOT NULL
);


--
-- Name: payroll_payslip_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.payroll_payslip_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: payroll_payslip_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.payroll_payslip_id_seq OWNED BY public.payroll_payslip.id;


--
-- Name: auth_user id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_user ALTER COLUMN id SET DEFAULT nextval('public.auth_user_id_seq'::regclass);


--
-- Name: payroll_company id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_company ALTER COLUMN id SET DEFAULT nextval('public.payroll_company_id_seq'::regclass);


--
-- Name: payroll_employee id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_employee ALTER COLUMN id SET DEFAULT nextval('public.payroll_employee_id_seq'::regclass);


--
-- Name: payroll_payrollperiod id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payrollperiod ALTER COLUMN id SET DEFAULT nextval('public.payroll_payrollperiod_id_seq'::regclass);


--
-- Name: payroll_payslip id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payslip ALTER COLUMN id SET DEFAULT nextval('public.payroll_payslip_id_seq'::regclass);


--
-- Data for Name: auth_user; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.auth_user VALUES
	(1, 'admin');


--
-- Data for Name: payroll_company; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payroll_company VALUES
	(1, 'Small & Co');


--
-- Data for Name: payroll_employee; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payroll_employee VALUES
	(1, 'Ada', 'O''Neil Byron', 91000.00, true, 1),
	(2, 'Ben', 'Carter; Jr.', 60000.00, true, 1);
INSERT INTO public.payroll_employee VALUES
	(3, 'Zoë', 'Hale', 240000.00, true, 1),
	(4, 'Gone', 'Away', 50000.00, false, 1);


--
-- Data for Name: payroll_payrollperiod; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payroll_payrollperiod VALUES
	(1, '2026-10-01', '2026-10-31', 'monthly', 'completed', true, '{"days_before_end": 3}', '2026-10-28 02:00:03.5+00', 1),
	(2, '2026-11-01', '2026-11-30', 'monthly', 'active', true, '{"days_before_end": 3}', NULL, 1);
INSERT INTO public.payroll_payrollperiod VALUES
	(3, '2026-12-01', '2026-12-31', 'monthly', 'active', true, '{"run_on_date": "2026-12-29"}', NULL, 1),
	(4, '2027-01-01', '2027-01-31', 'monthly', 'active', true, '{"cron": "0 0 25 * *"}', NULL, 1);
INSERT INTO public.payroll_payrollperiod VALUES
	(5, '2027-02-01', '2027-02-28', 'monthly', 'active', true, '{"run_on_date": "2027-02-24", "days_before_end": 1}', NULL, 1),
	(6, '2027-03-01', '2027-03-31', 'monthly', 'draft', false, NULL, NULL, 1);


--
-- Data for Name: payroll_payslip; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payroll_payslip VALUES
	(1, 7583.33, 1004.28, 470.17, 109.96, 5998.92, '2026-10-28 02:00:02+00', 1, 1),
	(2, 5000.00, 434.00, 310.00, 72.50, 4183.50, '2026-10-28 02:00:02+00', 2, 1);
INSERT INTO public.payroll_payslip VALUES
	(3, 5000.00, 434.00, 310.00, 72.50, 4183.50, '2026-10-28 02:00:02+00', 2, 1),
	(4, 20000.00, 4265.53, 871.10, 290.00, 14573.37, '2026-10-28 02:00:02+00', 3, 1);


--
-- Name: auth_user_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.auth_user_id_seq', 1, true);


--
-- Name: payroll_company_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.payroll_company_id_seq', 1, true);


--
-- Name: payroll_employee_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.payroll_employee_id_seq', 4, true);


--
-- Name: payroll_payrollperiod_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.payroll_payrollperiod_id_seq', 6, true);


--
-- Name: payroll_payslip_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.payroll_payslip_id_seq', 4, true);


--
-- Name: auth_user auth_user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);


--
-- Name: payroll_company payroll_company_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_company
    ADD CONSTRAINT payroll_company_pkey PRIMARY KEY (id);


--
-- Name: payroll_employee payroll_employee_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_employee
    ADD CONSTRAINT payroll_employee_pkey PRIMARY KEY (id);


--
-- Name: payroll_payrollperiod payroll_payrollperiod_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payrollperiod
    ADD CONSTRAINT payroll_payrollperiod_pkey PRIMARY KEY (id);


--
-- Name: payroll_payslip payroll_payslip_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payslip
    ADD CONSTRAINT payroll_payslip_pkey PRIMARY KEY (id);


--
-- Name: payroll_employee payroll_employee_company_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_employee
    ADD CONSTRAINT payroll_employee_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.payroll_company(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: payroll_payrollperiod payroll_payrollperiod_company_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payrollperiod
    ADD CONSTRAINT payroll_payrollperiod_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.payroll_company(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: payroll_payslip payroll_payslip_employee_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payslip
    ADD CONSTRAINT payroll_payslip_employee_id_fkey FOREIGN KEY (employee_id) REFERENCES public.payroll_employee(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: payroll_payslip payroll_payslip_period_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payroll_payslip
    ADD CONSTRAINT payroll_payslip_period_id_fkey FOREIGN KEY (period_id) REFERENCES public.payroll_payrollperiod(id) DEFERRABLE INITIALLY DEFERRED;


--
-- PostgreSQL database dump complete
--


