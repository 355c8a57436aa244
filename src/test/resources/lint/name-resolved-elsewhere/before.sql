SET search_path = app, public;
CREATE SCHEMA app;
CREATE TABLE public.orders (id bigint PRIMARY KEY);
