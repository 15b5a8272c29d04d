"""Addresses of the catalogue."""

from django.urls import path

from qiao.catalogue import pages

urlpatterns = [path("products/", pages.product_list, name="products")]
